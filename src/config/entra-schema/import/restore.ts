import { isDeepStrictEqual } from "node:util";
import { comparable, objectsData } from "../comparable.ts";
import {
  type ImportedMapping,
  type ImportedObjects,
  lost,
  type Remark,
  type WrittenMapping,
} from "../imported.ts";
import type { KeptObjects, KeptOptions } from "../kept.ts";

/** Puts back what a job said before it was exported, unless Entra has changed that part since. */
export function restore(objects: ImportedObjects, kept: KeptObjects): ImportedObjects {
  const now = comparable(objectsData(objects), objects.type);
  const remarks: Remark[] = [...objects.remarks];
  const match = stillHolds("match", { kept: kept.match, now: now.match, remarks })?.match;
  const filter = stillHolds("filter", { kept: kept.filter, now: now.filter, remarks })?.filter;
  return {
    ...objects,
    remarks,
    match: match?.map((paths) => ({ paths, refused: null })) ?? objects.match,
    filter: filter?.map((clauses) => ({ clauses, remarks: [], refused: null })) ?? objects.filter,
    mappings: objects.mappings.map((mapping) => withOptions(mapping, kept.attributes[mapping.path])),
  };
}

function stillHolds<Kept extends { readonly instead: unknown }>(
  key: string,
  { kept, now, remarks }: { kept: Kept | null; now: unknown; remarks: Remark[] },
): Kept | null {
  if (kept === null || isDeepStrictEqual(kept.instead, now)) return kept;
  remarks.push(
    lost(`the ${key} that Lockstep exported: it was changed in Entra since, and Entra's is taken`),
  );
  return null;
}

function withOptions(imported: ImportedMapping, kept: KeptOptions = {}): ImportedMapping {
  const { expression, ...options } = imported.mapping;
  const merged = Object.entries({ ...options, ...kept }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const mapping: WrittenMapping = { expression, ...Object.fromEntries(merged) };
  return { ...imported, mapping };
}
