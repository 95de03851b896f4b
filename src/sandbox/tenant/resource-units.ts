/** What a request costs before its options count; 1 where nothing is said. */
const baseUnits: readonly (readonly [path: RegExp, units: number])[] = [
  [/^\/users$/i, 2],
  [/^\/groups\/[^/]+\/members(\/microsoft\.graph\.\w+)?$/i, 3],
  [/^\/groups\/[^/]+\/transitiveMembers(\/microsoft\.graph\.\w+)?$/i, 5],
  [/^\/directoryObjects\/getByIds$/i, 3],
];
const smallTop = 20;

/** Resource units that Graph takes for a request; the items of a batch count, the batch itself does not. */
export function unitsOf({ url }: Request): number {
  const { pathname, searchParams } = new URL(url);
  const path = pathname.replace(/^\/v1\.0/, "");
  if (path === "/$batch") return 0;
  const base = baseUnits.find(([pattern]) => pattern.test(path))?.[1] ?? 1;
  const top = searchParams.get("$top");
  const saved = Number(searchParams.has("$select")) + Number(top !== null && Number(top) < smallTop);
  return Math.max(1, base + Number(searchParams.has("$expand")) - saved);
}
