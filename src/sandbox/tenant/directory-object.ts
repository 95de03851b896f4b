/** Graph's own property names; one that was never set is not there. */
type Properties = { readonly [property: string]: unknown };

export type DirectoryUser = {
  readonly type: "user";
  readonly id: string;
  readonly properties: Properties;
  readonly managerId: string | null;
  /** Null: not deleted. */
  readonly deletedDateTime: string | null;
};

export type DirectoryGroup = {
  readonly type: "group";
  readonly id: string;
  readonly properties: Properties;
  readonly deletedDateTime: string | null;
};

export type OtherObject = {
  readonly type: "device" | "servicePrincipal";
  readonly id: string;
  readonly properties: Properties;
  readonly deletedDateTime: null;
};

export type DirectoryObject = DirectoryUser | DirectoryGroup | OtherObject;

export type Assignment = {
  /** Opaque, and no GUID. */
  readonly id: string;
  readonly principalId: string;
  readonly appRoleId: string;
  readonly createdDateTime: string;
};

export type ServicePrincipal = {
  readonly id: string;
  readonly appId: string;
  readonly properties: Properties;
};

/** Microsoft 365 groups wait 30 days in the bin; security groups are gone at once. */
export function isUnified({ properties }: DirectoryGroup): boolean {
  const types = properties["groupTypes"];
  return Array.isArray(types) && types.includes("Unified");
}
