import type { Attributes } from "./directory.ts";

/** `attribute[sub eq "value"]`: which element of a multi-valued attribute. */
export type ElementFilter = { readonly attribute: string; readonly value: string };

/**
 * A target attribute as RFC 7644 section 3.5.2 writes it:
 * `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`.
 */
export type AttributePath = {
  /** As written in the job file. */
  readonly text: string;
  /** Schema extension; null for the core schema. */
  readonly urn: string | null;
  readonly attribute: string;
  readonly filter: ElementFilter | null;
  readonly sub: string | null;
};

const coreUrns = /^urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group):/i;
const extensionUrn = /^(urn:[^[]+):([^:.[]+(?:[.[].*)?)$/i;
const caseExact: ReadonlySet<string> = new Set(["id", "externalid"]);
const plainPath =
  /^([$\w-]+)(?:\[\s*([\w$-]+)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)\s*\])?(?:\.([$\w-]+))?$/i;

/** Returns null where the text is no attribute path that a mapping can have. */
export function parsePath(text: string): AttributePath | null {
  const withoutCore = text.replace(coreUrns, "");
  const extension = extensionUrn.exec(withoutCore);
  const urn = extension?.[1] ?? null;
  const plain = plainPath.exec(extension?.[2] ?? withoutCore);
  if (plain === null) return null;
  const [, attribute = "", filterAttribute, literal, sub = null] = plain;
  const filter =
    filterAttribute === undefined || literal === undefined
      ? null
      : { attribute: filterAttribute, value: unquote(literal) };
  return { text, urn, attribute, filter, sub };
}

/**
 * The value at a path of a SCIM resource, undefined where there is none. Attribute names compare without case
 * (RFC 7643 section 2.1). A filter that several elements pass gives an array of their values.
 */
export function readPath(resource: Attributes, path: AttributePath): unknown {
  const root = path.urn === null ? resource : property(resource, path.urn);
  const value = property(root, path.attribute);
  if (path.filter !== null) return readFiltered(value, path.filter, path.sub);
  return path.sub === null ? value : property(value, path.sub);
}

/** A path that speaks of one element, or of those that have the filter's value. */
export type ElementPath = AttributePath & { readonly filter: ElementFilter };

export function isElementPath(path: AttributePath): path is ElementPath {
  return path.filter !== null;
}

/** The same for all paths that speak of one element. */
export function elementKey({ urn, attribute, filter }: ElementPath): string {
  return `${urn ?? ""}:${attribute}[${filter.attribute}=${filter.value}]`.toLowerCase();
}

/** The sub-attribute that a filtered path means. */
export function subOf(path: AttributePath): string {
  return path.sub ?? "value";
}

/** The elements of a multi-valued attribute that pass the filter of the path. */
export function matchesElement(element: unknown, filter: ElementFilter): boolean {
  const actual = property(element, filter.attribute);
  if (typeof actual !== "string" && typeof actual !== "boolean") return false;
  return String(actual).toLowerCase() === filter.value.toLowerCase();
}

/** A value to look for; `exact` where the job or the target says whether case makes a difference. */
export type WantedValue = { readonly value: string; readonly exact?: boolean | undefined };

/**
 * Whether the resource has this value at the path, as matching compares: unless `exact` says otherwise
 * without case, except where RFC 7643 says `caseExact` (identifiers). One of several elements is enough.
 */
export function holdsValue(resource: Attributes, path: AttributePath, wanted: WantedValue): boolean {
  const { value, exact = path.urn === null && caseExact.has(path.attribute.toLowerCase()) } = wanted;
  const found = readPath(resource, path);
  const present = Array.isArray(found) ? found : [found];
  return present.some((item) => {
    const text = typeof item === "object" ? property(item, "value") : item;
    if (text === undefined || text === null) return false;
    return exact ? String(text) === value : String(text).toLowerCase() === value.toLowerCase();
  });
}

/** A property whose name compares without case. */
export function property(container: unknown, name: string): unknown {
  if (typeof container !== "object" || container === null || Array.isArray(container)) return undefined;
  const attributes = container as Attributes;
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const lower = name.toLowerCase();
  for (const key of Object.keys(attributes)) if (key.toLowerCase() === lower) return attributes[key];
  return undefined;
}

function readFiltered(value: unknown, filter: ElementFilter, sub: string | null): unknown {
  if (!Array.isArray(value)) return undefined;
  const elements = value.filter((element) => matchesElement(element, filter));
  const values = sub === null ? elements : elements.map((element) => property(element, sub));
  const present = values.filter((found) => found !== undefined && found !== null);
  return present.length <= 1 ? present[0] : present;
}

function unquote(literal: string): string {
  if (!literal.startsWith('"')) return literal;
  return literal.slice(1, -1).replaceAll(/\\(.)/g, "$1");
}
