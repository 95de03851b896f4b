import { createHash } from "node:crypto";
import type { ObjectRules, Rules } from "../../rules/rules.ts";
import type { ScimTargetConfig } from "../config.ts";

/** How writes are worded: what failed in one form is tried again in another. */
type Wording = Pick<ScimTargetConfig, "patch" | "capabilities" | "verify">;

/** Equal for rules that decide and write alike, however their file is laid out. */
export function fingerprintOf(
  { scope, nestedGroups, user, group, deprovision }: Omit<Rules, "fingerprint" | "guard" | "groupsRead">,
  { patch, capabilities, verify }: Wording,
) {
  const normalized = {
    scope,
    nestedGroups,
    user: normalize(user),
    group: group === null ? null : normalize(group),
    deprovision: sorted(deprovision),
    wording: [sorted(patch), sorted(capabilities), verify],
  };
  return createHash("sha256").update(JSON.stringify(normalized)).digest("hex");
}

function sorted(record: object): readonly unknown[] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
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
