import type { Change, TargetValue } from "../rules/operation.ts";
import { redacted } from "../rules/redact.ts";
import type { ObjectRules } from "../rules/rules.ts";
import { valueText } from "../rules/value-text.ts";

/** What the log says of values that the target does not keep: what was written and what is shown. */
export function unkeptTexts(
  changes: readonly Change[],
  { mappings, redactedPaths }: Pick<ObjectRules, "mappings" | "redactedPaths">,
): readonly string[] {
  const firsts = new Set(
    mappings.filter(({ retention }) => retention === "first").map(({ path }) => path.text),
  );
  return changes.map(({ path, from, to, adds }) => {
    const [shown, wanted] = [from, to].map((value) => textOf(value, redactedPaths.has(path)));
    if (firsts.has(path)) return `the target keeps the first ${path}: it stays ${shown}, not ${wanted}`;
    if (adds === true)
      return `the target does not keep this value: ${path} was given ${wanted} besides, and shows it not`;
    return `the target does not keep this value: ${path} was written as ${wanted} and is shown as ${shown}`;
  });
}

function textOf(value: TargetValue, hidden: boolean): string {
  if (value === null || !hidden) return valueText(value);
  return redacted;
}
