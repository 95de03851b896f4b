import { timestamp } from "../clock.ts";
import type { Account } from "./account.ts";
import type { DialpadOptions } from "./options.ts";
import { invalidValue } from "./scim-error.ts";

/** A SCIM resource as JSON. */
export type Document = Readonly<Record<string, unknown>>;

/** What a client says about a user, once its document is read. */
export type Wanted = Pick<
  Account,
  | "userName"
  | "workEmail"
  | "givenName"
  | "familyName"
  | "title"
  | "externalId"
  | "country"
  | "officeName"
  | "physicalDeliveryOfficeName"
  | "department"
  | "unknown"
  | "unknownEnterprise"
> & { readonly licenseType: string | null; readonly active: boolean };

export const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
export const enterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

const knownAttributes = new Set([
  "schemas",
  "id",
  "meta",
  "userName",
  "name",
  "displayName",
  "emails",
  "active",
  "title",
  "externalId",
  "addresses",
  "country",
  "phoneNumbers",
  enterpriseSchema,
]);

const knownEnterpriseAttributes = new Set([
  "officeName",
  "physicalDeliveryOfficeName",
  "department",
  "licenseType",
  "country",
]);

/** Reads what Dialpad understands; everything else is dropped, without a word. */
export function readDocument(document: Document, options: DialpadOptions): Wanted {
  const userName = textOf(document, "userName");
  if (userName === null) throw invalidValue("Attribute 'userName' is required.");
  const name = recordOf(document["name"]);
  const enterprise = recordOf(document[enterpriseSchema]);
  const externalId = textOf(document, "externalId");
  return {
    userName,
    workEmail: workEmailOf(document["emails"]),
    givenName: textOf(name, "givenName"),
    familyName: textOf(name, "familyName"),
    title: textOf(document, "title"),
    externalId: externalId !== null && options.externalId === "stored" ? externalId : null,
    country: textOf(document, "country") ?? countryOf(document["addresses"]) ?? textOf(enterprise, "country"),
    officeName: textOf(enterprise, "officeName"),
    physicalDeliveryOfficeName: textOf(enterprise, "physicalDeliveryOfficeName"),
    department: textOf(enterprise, "department"),
    licenseType: textOf(enterprise, "licenseType"),
    active: activeOf(document["active"]),
    unknown: unknownIn(document, knownAttributes, options),
    unknownEnterprise: unknownIn(enterprise, knownEnterpriseAttributes, options),
  };
}

/** The resource a client gets to see. */
export function writeDocument(account: Account, options: DialpadOptions, root: string): Document {
  const { givenName, familyName, number, country } = account;
  const name = present({ givenName, familyName });
  const formatted = [givenName, familyName].filter((part) => part !== null).join(" ");
  const enterprise = present({
    officeName: account.officeName,
    physicalDeliveryOfficeName: account.physicalDeliveryOfficeName,
    department: account.department,
    licenseType: options.ignoreLicenseType ? null : account.license,
    ...account.unknownEnterprise,
  });
  return {
    schemas: [userSchema, enterpriseSchema],
    id: account.id,
    ...present({ externalId: account.externalId }),
    userName: account.userName,
    ...(formatted === "" ? {} : { name: { ...name, formatted }, displayName: formatted }),
    ...present({ title: account.title }),
    active: account.state !== "suspended",
    ...(account.workEmail === null
      ? {}
      : { emails: [{ type: "work", value: account.workEmail, primary: true }] }),
    ...(number === null ? {} : { phoneNumbers: [{ type: "Dialpad", value: number }] }),
    ...(country === null ? {} : { addresses: [{ type: "work", country }] }),
    ...account.unknown,
    [enterpriseSchema]: enterprise,
    meta: {
      resourceType: "User",
      created: timestamp(account.created),
      lastModified: timestamp(account.lastModified),
      location: `${root}/Users/${account.id}`,
    },
  };
}

function unknownIn(document: Document, known: ReadonlySet<string>, options: DialpadOptions): Document {
  const unknown = Object.entries(document).filter(([attribute]) => !known.has(attribute));
  return unknown.length > 0 && options.echoUnknown ? Object.fromEntries(unknown) : {};
}

function workEmailOf(emails: unknown): string | null {
  const list = Array.isArray(emails) ? emails.map(recordOf) : [];
  const chosen =
    list.find(({ type }) => type === "work") ?? list.find(({ primary }) => primary === true) ?? list[0];
  return chosen === undefined ? null : textOf(chosen, "value");
}

function countryOf(addresses: unknown): string | null {
  const list = Array.isArray(addresses) ? addresses.map(recordOf) : [];
  return list.map((address) => textOf(address, "country")).find((country) => country !== null) ?? null;
}

function activeOf(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "boolean") return value;
  if (typeof value === "string" && /^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  throw invalidValue("Attribute 'active' must be a boolean.");
}

function textOf(record: Document, attribute: string): string | null {
  const value = record[attribute];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  throw invalidValue(`Attribute '${attribute}' must be a string.`);
}

function recordOf(value: unknown): Document {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function present(attributes: Document): Document {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}
