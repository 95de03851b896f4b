import type { DirectoryGroup, DirectoryObject, DirectoryUser, OtherObject } from "./directory-object.ts";
import { defaultUserProperties, extensionAttributes, unsetUserProperty } from "./user-properties.ts";

/** Property names of `$select`; null: the default set. */
export type Selection = readonly string[] | null;

export type RenderOptions = {
  readonly select: Selection;
  /** True: nothing but type and id may be seen, as where a permission is missing. */
  readonly limited: boolean;
};

const defaultGroupProperties = [
  "id",
  "deletedDateTime",
  "classification",
  "createdDateTime",
  "creationOptions",
  "description",
  "displayName",
  "expirationDateTime",
  "groupTypes",
  "isAssignableToRole",
  "mail",
  "mailEnabled",
  "mailNickname",
  "membershipRule",
  "membershipRuleProcessingState",
  "onPremisesDomainName",
  "onPremisesLastSyncDateTime",
  "onPremisesNetBiosName",
  "onPremisesProvisioningErrors",
  "onPremisesSamAccountName",
  "onPremisesSecurityIdentifier",
  "onPremisesSyncEnabled",
  "preferredDataLocation",
  "preferredLanguage",
  "proxyAddresses",
  "renewedDateTime",
  "resourceBehaviorOptions",
  "resourceProvisioningOptions",
  "securityEnabled",
  "securityIdentifier",
  "theme",
  "uniqueName",
  "visibility",
];
const groupCollections = new Set([
  "creationOptions",
  "groupTypes",
  "onPremisesProvisioningErrors",
  "proxyAddresses",
  "resourceBehaviorOptions",
  "resourceProvisioningOptions",
]);

/** One directory object as Graph shows it in a list of its own kind; names that mean nothing are left out. */
export function render(object: DirectoryObject, options: RenderOptions): Record<string, unknown> {
  switch (object.type) {
    case "user":
      return renderUser(object, options);
    case "group":
      return renderGroup(object, options);
    case "device":
    case "servicePrincipal":
      return renderOther(object, options);
  }
}

/** The same in a list of several kinds, where each row says what it is. */
export function renderTyped(object: DirectoryObject, options: RenderOptions): Record<string, unknown> {
  return { "@odata.type": `#microsoft.graph.${object.type}`, ...render(object, options) };
}

function renderUser(user: DirectoryUser, { select, limited }: RenderOptions): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const name of select ?? defaultUserProperties) {
    const value = userValue(user, name);
    if (value !== undefined) row[name] = limited ? null : value;
  }
  // A row of limited information carries its id whatever was asked for.
  return limited ? { ...row, id: user.id } : row;
}

function userValue({ id, properties, deletedDateTime }: DirectoryUser, name: string): unknown {
  if (name === "id") return id;
  if (name === "deletedDateTime") return deletedDateTime;
  const value = properties[name];
  if (value === undefined) return unsetUserProperty(name);
  if (name === "onPremisesExtensionAttributes") return extensionAttributes(value ?? {});
  // Made free for somebody else, as Entra does it.
  if (name === "userPrincipalName" && deletedDateTime !== null && typeof value === "string") {
    return `${id.replaceAll("-", "")}${value}`;
  }
  return value;
}

function renderGroup(group: DirectoryGroup, { select, limited }: RenderOptions): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const name of select ?? defaultGroupProperties) {
    const value = groupValue(group, name);
    if (value !== undefined) row[name] = limited ? null : value;
  }
  return limited ? { ...row, id: group.id } : row;
}

function groupValue({ id, properties, deletedDateTime }: DirectoryGroup, name: string): unknown {
  if (name === "id") return id;
  if (name === "deletedDateTime") return deletedDateTime;
  if (properties[name] !== undefined) return properties[name];
  if (groupCollections.has(name)) return [];
  return defaultGroupProperties.includes(name) ? null : undefined;
}

function renderOther({ id, properties }: OtherObject, { select }: RenderOptions): Record<string, unknown> {
  const all: Record<string, unknown> = { id, ...properties };
  return Object.fromEntries(Object.entries(all).filter(([name]) => select === null || select.includes(name)));
}
