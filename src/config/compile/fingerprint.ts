import { createHash } from "node:crypto";
import type { ObjectRules, Rules } from "../../rules/rules.ts";

/** Equal for rules that decide alike, however their file is laid out. */
export function fingerprintOf({
  scope,
  nestedGroups,
  user,
  group,
  deprovision,
}: Omit<Rules, "fingerprint" | "guard" | "groupsRead">) {
  const normalized = {
    scope,
    nestedGroups,
    user: normalize(user),
    group: group === null ? null : normalize(group),
    deprovision: Object.entries(deprovision).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
  return createHash("sha256").update(JSON.stringify(normalized)).digest("hex");
}

function normalize({ actions, filter, match, mappings, members }: ObjectRules): unknown {
  const lines = mappings.map(({ path, expression, default: initial, apply, nulls, byJob }) =>
    JSON.stringify([path.text, expression.text, initial, apply, nulls, ...Object.values(byJob)]),
  );
  return {
    actions: [...actions].toSorted(),
    filter: filter?.map((clauses) => clauses.map(({ text }) => text)) ?? null,
    match,
    mappings: lines.toSorted(),
    members,
  };
}
