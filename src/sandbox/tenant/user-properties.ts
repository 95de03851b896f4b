/** What Graph shows of a user when `$select` is left out. */
export const defaultUserProperties: readonly string[] = [
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
  "id",
];

/** Unset ones are empty rather than null. */
const collections = new Set([
  "assignedLicenses",
  "assignedPlans",
  "businessPhones",
  "identities",
  "imAddresses",
  "onPremisesProvisioningErrors",
  "otherMails",
  "provisionedPlans",
  "proxyAddresses",
]);

const singles = new Set([
  "accountEnabled",
  "ageGroup",
  "city",
  "companyName",
  "consentProvidedForMinor",
  "country",
  "createdDateTime",
  "creationType",
  "deletedDateTime",
  "department",
  "displayName",
  "employeeHireDate",
  "employeeId",
  "employeeLeaveDateTime",
  "employeeOrgData",
  "employeeType",
  "externalUserState",
  "externalUserStateChangeDateTime",
  "faxNumber",
  "givenName",
  "id",
  "jobTitle",
  "lastPasswordChangeDateTime",
  "legalAgeGroupClassification",
  "mail",
  "mailNickname",
  "mobilePhone",
  "officeLocation",
  "onPremisesDistinguishedName",
  "onPremisesDomainName",
  "onPremisesImmutableId",
  "onPremisesLastSyncDateTime",
  "onPremisesSamAccountName",
  "onPremisesSecurityIdentifier",
  "onPremisesSyncEnabled",
  "onPremisesUserPrincipalName",
  "passwordPolicies",
  "passwordProfile",
  "postalCode",
  "preferredDataLocation",
  "preferredLanguage",
  "securityIdentifier",
  "showInAddressList",
  "signInSessionsValidFromDateTime",
  "state",
  "streetAddress",
  "surname",
  "usageLocation",
  "userPrincipalName",
  "userType",
]);

/** Kept outside the directory's store: a collection cannot be asked for them. */
export const outsideProperties: ReadonlySet<string> = new Set([
  "aboutMe",
  "birthday",
  "hireDate",
  "interests",
  "mailboxSettings",
  "mySite",
  "pastProjects",
  "preferredName",
  "responsibilities",
  "schools",
  "skills",
]);

/**
 * What an unset property reads; undefined where it is left out: directory extensions, and names that are
 * none.
 */
export function unsetUserProperty(name: string): unknown {
  if (name === "onPremisesExtensionAttributes") return extensionAttributes({});
  if (collections.has(name)) return [];
  return singles.has(name) ? null : undefined;
}

/** All fifteen are always shown together. */
export function extensionAttributes(set: object): object {
  const names = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`);
  return { ...Object.fromEntries(names.map((name) => [name, null])), ...set };
}
