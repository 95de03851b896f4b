import type { AttributePath } from "./attribute-path.ts";
import type { ObjectType } from "./directory.ts";

const enterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user";

/** What RFC 7643 section 7 says of an attribute that mappings can fill; everything else is text. */
export type AttributeKind = "text" | "boolean" | "number" | "reference";

/** The type a mapped value has to take. */
export function kindOf(path: AttributePath): AttributeKind {
  const attribute = path.attribute.toLowerCase();
  if (path.urn?.toLowerCase() === enterpriseUser && attribute === "manager") return "reference";
  if (path.urn !== null) return "text";
  if (path.sub === null && path.filter === null) return attribute === "active" ? "boolean" : "text";
  return path.sub?.toLowerCase() === "primary" ? "boolean" : "text";
}

/**
 * True for a whole attribute whose elements are objects with the text that matters in `value`
 * (RFC 7643 section 2.4).
 */
export function holdsElements({ urn, attribute, filter, sub }: AttributePath): boolean {
  return urn === null && filter === null && sub === null && valueElements.has(attribute.toLowerCase());
}

/**
 * Whether the attribute takes a list (RFC 7643 sections 4.1 to 4.3). Null: not known before the target says
 * so, and for a filtered path the values decide, as several elements can pass one filter.
 */
export function isMultiValued(path: AttributePath): boolean | null {
  if (path.filter !== null) return null;
  if (holdsElements(path)) return true;
  const attribute = path.attribute.toLowerCase();
  const singles = path.urn === null ? coreSingles : enterpriseSingles;
  const known = path.urn === null || path.urn.toLowerCase() === enterpriseUser;
  return known && singles.has(attribute) ? false : null;
}

/**
 * Whether two values that differ in case are two values. RFC 7643 calls nearly everything case-insensitive;
 * unless the job or the target says otherwise, only for the names and addresses that servers are known to
 * lower-case is a difference in case no difference.
 */
export function isCaseExact({
  path,
  caseExact,
}: {
  readonly path: AttributePath;
  readonly caseExact: boolean | null;
}): boolean {
  if (caseExact !== null) return caseExact;
  if (path.urn !== null) return true;
  const attribute = path.attribute.toLowerCase();
  return (
    attribute !== "username" && !(attribute === "emails" && (path.sub ?? "value").toLowerCase() === "value")
  );
}

/** Whether nobody is ever shown the value (RFC 7643 section 4.1.1). */
export function isHidden({ urn, attribute }: AttributePath): boolean {
  return urn === null && attribute.toLowerCase() === "password";
}

/**
 * Entra's name for what no target has: a mapping of it only says, by `IgnoreObjectFlow`, who is left alone.
 */
export function isObjectFilter({ urn, attribute, filter, sub }: AttributePath): boolean {
  return attribute.toLowerCase() === "objectfilter" && urn === null && filter === null && sub === null;
}

/** The attribute without which the object cannot be created (RFC 7643 sections 4.1.1 and 4.2). */
export function requiredAttribute(type: ObjectType): string {
  switch (type) {
    case "user":
      return "userName";
    case "group":
      return "displayName";
  }
}

const valueElements: ReadonlySet<string> = new Set([
  "emails",
  "phonenumbers",
  "ims",
  "photos",
  "groups",
  "entitlements",
  "roles",
  "x509certificates",
  "members",
]);
const coreSingles: ReadonlySet<string> = new Set([
  "username",
  "name",
  "displayname",
  "nickname",
  "profileurl",
  "title",
  "usertype",
  "preferredlanguage",
  "locale",
  "timezone",
  "active",
  "password",
  "externalid",
]);
const enterpriseSingles: ReadonlySet<string> = new Set([
  "employeenumber",
  "costcenter",
  "organization",
  "division",
  "department",
  "manager",
]);
