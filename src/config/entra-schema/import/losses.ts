import type { ImportedJob, ImportedObjects } from "../imported.ts";

/** Something of the schema that the job does not do; `at` is its place in the job file. */
export type Loss = { readonly at: string; readonly reason: string };

/** Everything that the comments of the job file say was not carried over. */
export function lossesOf({ remarks, users, groups }: ImportedJob): readonly Loss[] {
  const general = remarks.flatMap(({ kind, text }) =>
    kind === "lost" ? [{ at: "schema", reason: text }] : [],
  );
  return [...general, ...objectLosses(users), ...(groups === null ? [] : objectLosses(groups))];
}

function* objectLosses({
  type,
  remarks,
  filter,
  filterRemarks,
  match,
  mappings,
}: ImportedObjects): Iterable<Loss> {
  const section = `${type}s`;
  for (const { kind, text } of remarks) if (kind === "lost") yield { at: section, reason: text };
  for (const { kind, text } of filterRemarks)
    if (kind === "lost") yield { at: `${section}.filter`, reason: text };
  for (const { remarks: own, refused } of filter ?? []) {
    for (const { kind, text } of own) if (kind === "lost") yield { at: `${section}.filter`, reason: text };
    if (refused !== null) yield { at: `${section}.filter`, reason: refused };
  }
  for (const { paths, refused } of match) {
    if (refused !== null) yield { at: `${section}.match`, reason: `${paths.join(" and ")}: ${refused}` };
  }
  for (const { path, remarks: own, refused } of mappings) {
    const at = `${section}.attributes.${path}`;
    for (const { kind, text } of own) if (kind === "lost") yield { at, reason: text };
    if (refused !== null) yield { at, reason: refused };
  }
}
