import {
  defaultDialpadOptions,
  type DialpadOptions,
  type Office,
} from "../../../src/sandbox/dialpad/options.ts";

/** What a company is, which nobody has to assume. */
type Fact = "domains" | "offices" | "licenseTypes" | "defaultLicense" | "numberPool" | "rateLimit";

/** What nobody outside Dialpad knows. */
export type Assumptions = Omit<DialpadOptions, Fact>;
export type Assumption = keyof Assumptions;

/** Every value that an assumption can take; where there are endlessly many, those that make a difference. */
export const values: { readonly [Name in Assumption]: readonly Assumptions[Name][] } = {
  officeField: ["auto", "officeName", "physicalDeliveryOfficeName", "department"],
  officeMismatch: ["bestMatch", "reject"],
  officeChange: ["move", "ignore"],
  ignoreLicenseType: [false, true],
  unknownLicense: ["ignore", "reject"],
  noLicenseLeft: ["autobuy", "403", "409"],
  foreignDomainStatus: [400, 403],
  recreateDeleted: ["conflict", "restore", "createNew"],
  newUserState: ["pending", "active"],
  userNameChange: ["keepAsAlias", "reject"],
  caseSensitiveUserName: [false, true],
  suspendedKeepsNumber: [true, false],
  externalId: ["stored", "dropped"],
  echoUnknown: [false, true],
  filters: [defaultDialpadOptions.filters, ["userName"], []],
  unsupportedFilter: ["invalidFilter", "noHits"],
  maxPageSize: [100, 2],
  oversizedPage: ["clamp", "sometimes400"],
  patchDialect: ["any", "rfc7644"],
  missingElement: ["create", "noTarget"],
  put: ["405", "replace"],
  deleteGrace: [true, false],
  groups: ["enabled", "404", "501"],
  groupRename: ["ignore", "reject"],
  unknownMember: ["reject", "ignore"],
  discovery: [true, false],
  location: [true, false],
  errorBody: ["scim", "empty"],
  retryAfter: ["1", null],
};

export const assumptionNames = Object.keys(values) as readonly Assumption[];

const full: Office = { id: "5000000000000009", name: "Full", country: "FR", areaCode: "1", licenses: {} };

/** A company that every job of the contract is for. */
export const company: Pick<DialpadOptions, Fact> = {
  ...defaultDialpadOptions,
  offices: [...defaultDialpadOptions.offices, full],
  rateLimit: 1_000_000,
};
