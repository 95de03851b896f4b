import { badRequest, unsupportedQuery } from "../graph-error.ts";
import { readSelect } from "../query.ts";
import type { Chain } from "./chain.ts";

/** What a delta query asks for: a new chain, the next page of a round, or the next round. */
export type DeltaQuery =
  | { readonly kind: "open"; readonly latest: boolean; readonly scope: Pick<Chain, "select" | "ids"> }
  | { readonly kind: "page"; readonly token: string }
  | { readonly kind: "round"; readonly token: string };

const known = new Set(["$select", "$filter", "$deltatoken", "$skiptoken"]);
const largestFilter = 50;

export function readDeltaQuery(request: Request): DeltaQuery {
  const { searchParams } = new URL(request.url);
  for (const name of searchParams.keys()) {
    if (!name.startsWith("$")) throw badRequest(`Unrecognized query argument specified: '${name}'.`);
    if (!known.has(name)) throw unsupportedQuery(`The query option '${name}' is not supported by delta.`);
  }
  const deltatoken = searchParams.get("$deltatoken");
  const skiptoken = searchParams.get("$skiptoken");
  // An empty one is what a reset asks the reader to come back with.
  if (skiptoken === null && (deltatoken === null || deltatoken === "" || deltatoken === "latest")) {
    const scope = {
      select: readSelect(searchParams.get("$select")),
      ids: readIds(searchParams.get("$filter")),
    };
    return { kind: "open", latest: deltatoken === "latest", scope };
  }
  if (searchParams.size > 1) {
    throw badRequest(
      "A $skiptoken or $deltatoken cannot be combined with other query options: it holds them.",
    );
  }
  return skiptoken === null ? { kind: "round", token: deltatoken ?? "" } : { kind: "page", token: skiptoken };
}

/** The request that a chain was opened with, as its query says it. */
export function queryOf({ select, ids }: Chain): string {
  const filter =
    ids === null ? null : [...ids].map((id) => `id eq '${id.replaceAll("'", "''")}'`).join(" or ");
  const selected = select === null ? "" : `$select=${select.join(",")}&`;
  return `${selected}${filter === null ? "" : `$filter=${encodeURIComponent(filter)}&`}`;
}

function readIds(filter: string | null): ReadonlySet<string> | null {
  if (filter === null) return null;
  const ids = filter.split(/\s+or\s+/i).map((clause) => {
    const id = /^\s*id\s+eq\s+'((?:[^']|'')*)'\s*$/i.exec(clause)?.[1];
    if (id === undefined)
      throw badRequest("Invalid filter clause: delta takes nothing but id eq '…' or id eq '…'.");
    return id.replaceAll("''", "'");
  });
  if (ids.length <= largestFilter) return new Set(ids);
  throw badRequest(
    `Too many ids in the filter of a delta query: ${ids.length}. Max allowed: ${largestFilter}.`,
  );
}
