import { badRequest, unsupportedQuery } from "./graph-error.ts";
import type { Selection } from "./render.ts";

/** The OData options of one request, read and checked. */
export type Query = {
  readonly select: Selection;
  readonly top: number | null;
  readonly skiptoken: string | null;
  readonly filter: string | null;
  /** `$expand=manager`, with what it selects of the manager. */
  readonly manager: { readonly select: Selection } | null;
  /** `$count=true` together with `ConsistencyLevel: eventual`. */
  readonly advanced: boolean;
};

const known = new Set(["$select", "$top", "$skiptoken", "$filter", "$expand", "$count"]);
const largestTop = 999;

export function readQuery(request: Request): Query {
  const { searchParams } = new URL(request.url);
  for (const name of searchParams.keys()) {
    if (!name.startsWith("$")) throw badRequest(`Unrecognized query argument specified: '${name}'.`);
    if (!known.has(name)) throw unsupportedQuery(`The query option '${name}' is not supported.`);
  }
  return {
    select: readSelect(searchParams.get("$select")),
    top: readTop(searchParams.get("$top")),
    skiptoken: searchParams.get("$skiptoken"),
    filter: searchParams.get("$filter"),
    manager: readExpand(searchParams.get("$expand")),
    advanced: isEventual(request) && searchParams.get("$count") === "true",
  };
}

/** Whether the request puts up with an index that lags behind, which counting needs. */
export function isEventual(request: Request): boolean {
  return request.headers.get("ConsistencyLevel")?.toLowerCase() === "eventual";
}

/** What a context names: the set, with what was selected and expanded. */
export function entitySet(name: string, { select, manager }: Query): string {
  const expanded = manager === null ? [] : [`manager(${(manager.select ?? []).join(",")})`];
  const shown = [...(select ?? []), ...expanded];
  return shown.length === 0 ? name : `${name}(${shown.join(",")})`;
}

export function readSelect(text: string | null): Selection {
  if (text === null) return null;
  const names = text.split(",").map((name) => name.trim());
  for (const name of names) {
    if (!/^\w+$/.test(name)) {
      const message = `Parsing OData Select and Expand failed: Term '${text}' is not valid in a $select or $expand expression.`;
      throw badRequest(message);
    }
  }
  return names;
}

function readTop(text: string | null): number | null {
  if (text === null) return null;
  const top = Number(text);
  if (Number.isInteger(top) && top >= 1 && top <= largestTop) return top;
  throw unsupportedQuery(`Invalid page size specified: '${text}'. Must be between 1 and 999 inclusive.`);
}

function readExpand(text: string | null): Query["manager"] {
  if (text === null) return null;
  const match = /^manager(?:\(\$select=([\w,]+)\))?$/.exec(text);
  if (match !== null) return { select: readSelect(match[1] ?? null) };
  throw badRequest(`Parsing OData Select and Expand failed: '${text}' cannot be expanded.`);
}
