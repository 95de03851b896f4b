import type { DialpadOptions } from "./options.ts";
import { ScimError } from "./scim-error.ts";

/** `attribute eq "value"`. */
type EqualsFilter = { readonly attribute: string; readonly value: string };

/** What a list request asks for, checked. */
export type ListQuery = {
  readonly filter: EqualsFilter | null;
  /** True: the filter is of a kind that this server does not have and answers with nothing. */
  readonly blind: boolean;
  readonly startIndex: number;
  readonly count: number;
};

const equals = /^(.+?)\s+eq\s+"((?:[^"\\]|\\.)*)"$/;

/** `unlucky` is true for the one in five that is refused where the server refuses some oversized pages. */
export function readListQuery(url: URL, options: DialpadOptions, unlucky: () => boolean): ListQuery {
  const { searchParams } = url;
  const count = readNumber(searchParams.get("count"), options.maxPageSize);
  if (count > options.maxPageSize && options.oversizedPage === "sometimes400" && unlucky()) {
    throw new ScimError(400, null, `'count' must not be more than ${options.maxPageSize}.`);
  }
  const filter = readFilter(searchParams.get("filter"));
  const blind = filter !== null && !options.filters.includes(filter.attribute);
  if (filter !== null && blind && options.unsupportedFilter === "invalidFilter") {
    throw unsupported(filter.attribute);
  }
  return {
    filter,
    blind,
    startIndex: Math.max(1, readNumber(searchParams.get("startIndex"), 1)),
    count: Math.min(Math.max(0, count), options.maxPageSize),
  };
}

export function answerList(all: readonly object[], { startIndex, count }: ListQuery): Response {
  const resources = all.slice(startIndex - 1, startIndex - 1 + count);
  return Response.json(
    {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: all.length,
      startIndex,
      itemsPerPage: resources.length,
      Resources: resources,
    },
    { headers: { "Content-Type": "application/scim+json" } },
  );
}

function readFilter(text: string | null): EqualsFilter | null {
  if (text === null || text === "") return null;
  const [, attribute, value] = equals.exec(text) ?? [];
  if (attribute === undefined || value === undefined) throw unsupported(text);
  return { attribute, value: value.replaceAll(/\\(.)/g, "$1") };
}

function unsupported(filter: string): ScimError {
  return new ScimError(400, "invalidFilter", `The filter '${filter}' is not supported.`);
}

function readNumber(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value)) return value;
  throw new ScimError(400, "invalidValue", `'${text}' is not a number.`);
}
