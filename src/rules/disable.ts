import type { Attributes } from "./directory.ts";
import { diff } from "./diff.ts";
import type { Desired } from "./map.ts";
import type { Change } from "./operation.ts";
import type { Mapping } from "./rules.ts";

/**
 * What a disable writes: exactly the attributes whose mapped value differs between `IsSoftDeleted` False and
 * True, and of these only what the account does not have yet. Everything else of a disabled account stays as
 * it was.
 */
export function disableChanges(
  mapped: { readonly active: Desired; readonly ended: Desired },
  current: Attributes,
): readonly Change[] {
  const before = new Map(
    mapped.active.values.map(({ mapping, value }) => [mapping.path.text, JSON.stringify(value)]),
  );
  const values = mapped.ended.values
    .filter(({ mapping: { expression } }) => expression.reads.includes("IsSoftDeleted"))
    .filter(({ mapping, value }) => before.get(mapping.path.text) !== JSON.stringify(value))
    .map(({ mapping, value }) => ({ mapping: ending(mapping), value }));
  return diff({ ...mapped.ended, values }, current, { resolve: () => null });
}

/**
 * A value that ends with the access is taken away, even where an empty one would not be written otherwise,
 * where values are only added while access lasts, and where it is the default.
 */
function ending(mapping: Mapping): Mapping {
  const apply = mapping.apply === "add" ? "always" : mapping.apply;
  return { ...mapping, nulls: "clear", default: null, apply };
}
