import type { AttributePath } from "./attribute-path.ts";
import type { ObjectType } from "./directory.ts";

const enterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user";

/** What RFC 7643 section 7 says of an attribute that mappings can fill; everything else is text. */
export type AttributeKind = "text" | "boolean" | "reference";

/** The type a mapped value has to take. */
export function kindOf(path: AttributePath): AttributeKind {
  const attribute = path.attribute.toLowerCase();
  if (path.urn?.toLowerCase() === enterpriseUser && attribute === "manager") return "reference";
  if (path.urn !== null) return "text";
  if (path.sub === null && path.filter === null) return attribute === "active" ? "boolean" : "text";
  return path.sub?.toLowerCase() === "primary" ? "boolean" : "text";
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

/** The attribute without which the object cannot be created (RFC 7643 sections 4.1.1 and 4.2). */
export function requiredAttribute(type: ObjectType): string {
  switch (type) {
    case "user":
      return "userName";
    case "group":
      return "displayName";
  }
}
