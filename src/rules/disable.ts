import type { Attributes } from "./directory.ts";
import { diff } from "./diff.ts";
import type { Desired } from "./map.ts";
import type { Change } from "./operation.ts";

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
    .filter(({ mapping, value }) => before.get(mapping.path.text) !== JSON.stringify(value))
    // A value that ends with the access is taken away, even where an empty one would not be written
    // otherwise.
    .map(({ mapping, value }) => ({ mapping: { ...mapping, nulls: "clear" as const }, value }));
  return diff({ ...mapped.ended, values }, current, { resolve: () => null });
}
