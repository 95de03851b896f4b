/** What the engine provisions; Entra's and SCIM's own two kinds. */
export type ObjectType = "user" | "group";

/** `active` says that the object exists, not that its account is enabled. */
export type SourceState = "active" | "softDeleted" | "hardDeleted";

/** JSON as Microsoft Graph returns it: property name → value. */
export type Attributes = { readonly [property: string]: unknown };

/** A user or group of the directory as the mirror holds it. */
export type SourceObject = {
  readonly type: ObjectType;
  readonly id: string;
  readonly state: SourceState;
  readonly attributes: Attributes;
};

/** One way an object came to be assigned to the application. */
export type Grant = {
  readonly appRoleId: string | null;
  /** The assigned group the object came through; null for a direct assignment. */
  readonly groupId: string | null;
};

/** A role of the application, as the directory defines it; assignments carry its id. */
export type AppRole = { readonly id: string; readonly value: string | null; readonly displayName: string };

/** What assignments carry that are of no role. */
export const defaultAccess = "00000000-0000-0000-0000-000000000000";

/** What rules can read of an object beyond its own properties. */
export type Relations = {
  /** Roles its assignments carry, each once, in the order of their values. */
  readonly roles: readonly AppRole[];
  /** Groups it is a direct member of. */
  readonly memberOf: readonly { readonly id: string; readonly name: string }[];
  /** The manager's own properties, where the mirror has that person. */
  readonly manager: Attributes | null;
};

/** Which of them rules read: what nobody reads is not looked up. */
export type RelationName = keyof Relations;

export const noRelations: Relations = { roles: [], memberOf: [], manager: null };

/** What people call the object in logs and on screens. */
export function nameOf({ id, attributes }: Pick<SourceObject, "id" | "attributes">): string {
  for (const property of ["userPrincipalName", "displayName", "mail"]) {
    const value = attributes[property];
    if (typeof value === "string" && value !== "") return value;
  }
  return id;
}
