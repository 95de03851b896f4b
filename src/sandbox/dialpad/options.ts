import { z } from "zod";

const officeSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** ISO 3166 alpha-2. */
  country: z.string(),
  areaCode: z.string(),
  /** Licences bought, by type. */
  licenses: z.record(z.string(), z.number().int()),
});

export type Office = z.infer<typeof officeSchema>;

/**
 * What Dialpad has not published, or what a company sets for itself. Each can be switched, so that a test
 * runs both ways; what is published is fixed in the code.
 */
export const dialpadOptionsSchema = z.strictObject({
  domains: z.array(z.string()),
  offices: z.array(officeSchema).min(1),
  /** Numbers that are given out before any is made from an area code. */
  numberPool: z.array(z.string()),
  /** Which attribute names the office; `auto`: the first of them that names one. */
  officeField: z.enum(["auto", "officeName", "physicalDeliveryOfficeName", "department"]),
  /** When neither name nor country gives an office. */
  officeMismatch: z.enum(["bestMatch", "reject"]),
  /** What a later change of the office does. */
  officeChange: z.enum(["move", "ignore"]),
  licenseTypes: z.array(z.string()).min(1),
  defaultLicense: z.string(),
  /** True: as Entra's own provisioning sees it. */
  ignoreLicenseType: z.boolean(),
  unknownLicense: z.enum(["ignore", "reject"]),
  noLicenseLeft: z.enum(["autobuy", "403", "409"]),
  foreignDomainStatus: z.union([z.literal(400), z.literal(403)]),
  /** Creating somebody who was deleted in the last 72 hours. */
  recreateDeleted: z.enum(["conflict", "restore", "createNew"]),
  newUserState: z.enum(["pending", "active"]),
  /** What a change of `userName` does with the old address. */
  userNameChange: z.enum(["keepAsAlias", "reject"]),
  caseSensitiveUserName: z.boolean(),
  suspendedKeepsNumber: z.boolean(),
  /** Whether `externalId` is stored, or dropped as an unknown attribute. */
  externalId: z.enum(["stored", "dropped"]),
  echoUnknown: z.boolean(),
  /** Attributes that `eq` works on. */
  filters: z.array(z.string()),
  unsupportedFilter: z.enum(["invalidFilter", "noHits"]),
  maxPageSize: z.number().int().positive(),
  /** `sometimes400`: one in five requests for more than a page is refused, as the administration API does. */
  oversizedPage: z.enum(["clamp", "sometimes400"]),
  /** `rfc7644`: operations in capitals and booleans as text are refused. */
  patchDialect: z.enum(["any", "rfc7644"]),
  /** A PATCH of `emails[type eq "x"]` where there is no such element. */
  missingElement: z.enum(["create", "noTarget"]),
  put: z.enum(["405", "replace"]),
  /** False: a deleted user is purged at once. */
  deleteGrace: z.boolean(),
  groups: z.enum(["404", "501", "enabled"]),
  groupRename: z.enum(["ignore", "reject"]),
  unknownMember: z.enum(["reject", "ignore"]),
  /** Whether `/ServiceProviderConfig`, `/ResourceTypes` and `/Schemas` exist. */
  discovery: z.boolean(),
  location: z.boolean(),
  errorBody: z.enum(["scim", "empty"]),
  /** Value of `Retry-After` with a 429; null: none. */
  retryAfter: z.string().nullable(),
  /** Requests a second, over all keys of the company. */
  rateLimit: z.number().positive(),
});

export type DialpadOptions = z.infer<typeof dialpadOptionsSchema>;

const licenses = { "Dialpad_Ai Voice": 150, Dialpad_Support: 60, "Dialpad_Ai Sales": 50 };

export const defaultDialpadOptions: DialpadOptions = {
  domains: ["meridian.example"],
  offices: [
    { id: "5000000000000001", name: "San Francisco", country: "US", areaCode: "415", licenses },
    { id: "5000000000000002", name: "Austin", country: "US", areaCode: "512", licenses },
    { id: "5000000000000003", name: "London", country: "GB", areaCode: "20", licenses },
    { id: "5000000000000004", name: "Berlin", country: "DE", areaCode: "30", licenses },
    { id: "5000000000000005", name: "Bengaluru", country: "IN", areaCode: "80", licenses },
  ],
  numberPool: ["+14155550100", "+14155550101", "+14155550102"],
  officeField: "auto",
  officeMismatch: "bestMatch",
  officeChange: "move",
  licenseTypes: Object.keys(licenses),
  defaultLicense: "Dialpad_Ai Voice",
  ignoreLicenseType: false,
  unknownLicense: "ignore",
  noLicenseLeft: "autobuy",
  foreignDomainStatus: 400,
  recreateDeleted: "conflict",
  newUserState: "pending",
  userNameChange: "keepAsAlias",
  caseSensitiveUserName: false,
  suspendedKeepsNumber: true,
  externalId: "stored",
  echoUnknown: false,
  filters: ["userName", 'emails[type eq "work"].value', "externalId", "id", "displayName"],
  unsupportedFilter: "invalidFilter",
  maxPageSize: 100,
  oversizedPage: "clamp",
  patchDialect: "any",
  missingElement: "create",
  put: "405",
  deleteGrace: true,
  groups: "404",
  groupRename: "ignore",
  unknownMember: "reject",
  discovery: true,
  location: true,
  errorBody: "scim",
  retryAfter: "1",
  rateLimit: 20,
};
