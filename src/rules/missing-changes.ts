import type { Attributes } from "./directory.ts";
import type { Reference, TargetValue } from "./operation.ts";
import type { ObjectRules } from "./rules.ts";
import { isAmong, isElements, isTexts, sameValue } from "./same-value.ts";
import { shownValue } from "./shown-value.ts";

type Value = Exclude<TargetValue, Reference>;
type WrittenChange = {
  readonly path: string;
  readonly from: Value;
  readonly to: Value;
  readonly adds?: true;
};

/** What a look after a write came to. */
export type Seen = {
  /** Attributes that were looked at: some are shown to nobody. */
  readonly paths: readonly string[];
  /** What is not there although it was written; `from` is what is shown instead. */
  readonly missing: readonly WrittenChange[];
};

/** Compares what was written with what the resource shows afterwards. */
export function missingChanges(
  { mappings }: Pick<ObjectRules, "mappings">,
  changes: readonly WrittenChange[],
  resource: Attributes,
): Seen {
  const byPath = new Map(mappings.map((mapping) => [mapping.path.text, mapping]));
  const paths: string[] = [];
  const missing: WrittenChange[] = [];
  for (const change of changes) {
    const mapping = byPath.get(change.path);
    if (mapping === undefined || mapping.retention === "hidden") continue;
    paths.push(change.path);
    const shown = shownValue(resource, mapping);
    if (change.adds !== true) {
      if (!sameValue(mapping, shown, change.to)) missing.push({ ...change, from: shown });
      continue;
    }
    const isThere = isAmong(mapping, shown);
    const to = isTexts(change.to)
      ? change.to.filter((item) => !isThere(item))
      : isElements(change.to)
        ? change.to.filter((item) => !isThere(item))
        : [];
    if (to.length > 0) missing.push({ ...change, to });
  }
  return { paths, missing };
}
