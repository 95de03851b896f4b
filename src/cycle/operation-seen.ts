import type { Step } from "../rules/operation.ts";
import { rulesFor } from "../rules/rules.ts";
import { someOf } from "../rules/some-of.ts";
import { nothingUnkept, type Unkept, withoutPaths } from "../rules/unkept.ts";
import { rememberMissing } from "../rules/weigh-changes.ts";
import type { StoredOperation } from "../store/operations.ts";
import type { CycleContext } from "./context.ts";
import { unseenText } from "./export-text.ts";
import { rememberGivenUp } from "./unkept-members.ts";
import { unkeptTexts } from "./unkept-text.ts";
import { valueDigest } from "./value-digest.ts";
import type { MembersWritten } from "./write-members.ts";
import type { Written } from "./written.ts";

type Result = { readonly written: Written & { kind: "done" }; readonly members: MembersWritten };

/**
 * The operation as it turned out: whose the account was before, and what the target does not keep or take.
 */
export function operationSeen(
  { job }: Pick<CycleContext, "job">,
  operation: StoredOperation,
  { written, members: { unwelcome } }: Result,
): StoredOperation {
  const { found, movedFrom, seen } = written;
  const rules = rulesFor(job.rules, operation.type);
  const texts = seen === null || rules === null ? [] : [...unkeptTexts(seen.missing, rules)];
  if (found === "unseen") texts.push(unseenText(operation, written));
  if (unwelcome !== null) {
    const groups = someOf(unwelcome.groups, 3);
    texts.push(`the target does not take these groups as members: ${groups}: ${unwelcome.failure.message}`);
  }
  const warnings = texts.map((details): Step => ({ name: "processing", status: "warning", details }));
  const link = movedFrom === null ? operation.link : ({ kind: "move", from: movedFrom } as const);
  return { ...operation, link, steps: [...stepsOf(operation), ...warnings] };
}

/** What was seen needs no remembering; what was written twice and not seen was told now. */
export function unkeptAfter(
  { unkept, source }: StoredOperation,
  { written: { seen }, members: { unwelcome } }: Result,
): Unkept | null {
  let after = unkept;
  if (seen !== null && (unkept !== null || seen.missing.length > 0)) {
    const missing = rememberMissing(seen.missing, { resolve: () => null, digest: valueDigest(source.id) });
    after = { ...withoutPaths(unkept ?? nothingUnkept, new Set(seen.paths)), ...missing };
  }
  return unwelcome === null ? after : rememberGivenUp(after, source.id, unwelcome.givenUp);
}

/** What the first half of an operation has warned of is said already. */
function stepsOf({ steps, continued }: StoredOperation): readonly Step[] {
  return continued
    ? steps.filter(({ name, status }) => name !== "processing" || status !== "warning")
    : steps;
}
