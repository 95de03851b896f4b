import { type Account, elementsOf, enterprise, enterpriseOf, textOf } from "./account.ts";

/** A mapped attribute, and how a reader who knows nothing of paths finds it in an account. */
export type MappedAttribute = {
  readonly expression: string;
  readonly nulls?: "clear";
  readonly found: (account: Account) => unknown;
};

export const manager = `${enterprise}:manager`;
export const department = `${enterprise}:department`;
export const mobile = 'phoneNumbers[type eq "mobile"].value';
export const country = 'addresses[type eq "work"].country';
export const workEmail = 'emails[type eq "work"].value';

/** What jobs of the contract can map, by path. The manager is found by comparing with another account. */
export const mappable: Readonly<Record<string, MappedAttribute>> = {
  userName: { expression: "[userPrincipalName]", found: (account) => textOf(account, "userName") },
  active: {
    expression: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
    found: ({ active }) => active,
  },
  "name.givenName": { expression: "[givenName]", found: ({ name }) => textOf(name, "givenName") },
  "name.familyName": { expression: "[surname]", found: ({ name }) => textOf(name, "familyName") },
  [workEmail]: {
    expression: "[mail]",
    found: (account) => elementsOf(account, "emails").find(({ type }) => type === "work")?.["value"] ?? null,
  },
  externalId: { expression: "[mailNickname]", found: (account) => textOf(account, "externalId") },
  title: { expression: "[jobTitle]", nulls: "clear", found: (account) => textOf(account, "title") },
  [mobile]: {
    expression: "[mobilePhone]",
    nulls: "clear",
    found: (account) =>
      elementsOf(account, "phoneNumbers").find(({ type }) => type === "mobile")?.["value"] ?? null,
  },
  [department]: {
    expression: "[department]",
    nulls: "clear",
    found: (account) => textOf(enterpriseOf(account), "department"),
  },
  [country]: {
    expression: "[country]",
    found: (account) =>
      elementsOf(account, "addresses").find(({ type }) => type === "work")?.["country"] ?? null,
  },
  [`${enterprise}:officeName`]: {
    expression: "[officeLocation]",
    found: (account) => textOf(enterpriseOf(account), "officeName"),
  },
  [`${enterprise}:licenseType`]: {
    expression: "[employeeType]",
    found: (account) => textOf(enterpriseOf(account), "licenseType"),
  },
  [manager]: {
    expression: "[manager]",
    nulls: "clear",
    // A bare id is what some servers keep, and show.
    found: (account) =>
      textOf(enterpriseOf(account)["manager"], "value") ?? textOf(enterpriseOf(account), "manager"),
  },
};

/** The Entra attribute that a mapping without a function reads. */
export function sourceOf(path: string): string {
  return mappable[path]?.expression.slice(1, -1) ?? "";
}
