import type { HttpResponse } from "../../http/message.ts";
import { property } from "../../rules/attribute-path.ts";
import type { Failure } from "../../rules/operation.ts";
import { parseJson } from "./answer.ts";

/**
 * What an error answer says (RFC 7644 section 3.12), read leniently: every server has its own idea of the
 * body.
 */
export type ScimError = {
  readonly status: number;
  readonly scimType: string | null;
  readonly detail: string | null;
};

export function readError({ status, body }: HttpResponse): ScimError {
  const json = parseJson(body);
  const scimType = property(json, "scimType");
  const detail = json === undefined ? plainText(body) : detailOf(json);
  return { status, scimType: typeof scimType === "string" && scimType !== "" ? scimType : null, detail };
}

/** True for an answer that says: another resource has a value that must be unique. */
export function isConflict({ status, scimType }: ScimError): boolean {
  return status === 409 || (status < 500 && scimType?.toLowerCase() === "uniqueness");
}

/** `action` is what was tried: "create the user". */
export function failureOf(action: string, error: ScimError): Failure {
  const { code, cure, transient } = classify(error);
  return { code, message: `Cannot ${action}: ${describe(error)}`, cure, transient };
}

/** The answer in one line. */
export function describe({ status, scimType, detail }: ScimError): string {
  const type = scimType === null ? "" : ` ${oneLine(scimType)}`;
  return `the target answered ${String(status)}${type}${detail === null ? "" : `: ${detail}`}`;
}

type Class = { readonly code: string; readonly cure: string | null; readonly transient: boolean };

/** Codes of Entra's provisioning log. */
function classify({ status, scimType, detail }: ScimError): Class {
  const text = (detail ?? "").toLowerCase();
  if (status < 500 && status !== 429) {
    if (/\b(licen[cs]es?|seats?)\b/.test(text)) return licenseLimit;
    if (scimType?.toLowerCase() === "uniqueness") return byStatus[409] ?? unexpected;
    if (/\bdomain\b/.test(text)) return invalidDomain;
    if (scimType?.toLowerCase() === "invalidpath") return unknownAttribute;
    if (/\b(required|mandatory|missing)\b/.test(text)) return missingValues;
  }
  return byStatus[status] ?? (status >= 500 ? serverFault : unexpected);
}

const licenseLimit = permanent("LicenseLimitExceeded", "Free or buy licences in the application");
const invalidDomain = permanent(
  "InvalidDomain",
  "Add the domain in the application, or filter these objects out",
);
const unknownAttribute = permanent(
  "SchemaAttributeNotFound",
  "Remove the mapping of this attribute, or add the attribute in the application",
);
const missingValues = permanent(
  "MissingValues",
  "Map the attribute that the application requires, or give it a default",
);
const unexpected = permanent(
  "SystemForCrossDomainIdentityManagementServiceIncompatible",
  "Compare the mapping with what the application accepts",
);
const serverFault: Class = { code: "InternalServerError", cure: null, transient: true };
const gatewayFault: Class = { code: "WebExceptionProtocolError", cure: null, transient: true };

const byStatus: Readonly<Record<number, Class>> = {
  400: permanent("UnprocessableEntity", "Correct the value in the directory, or its mapping"),
  402: licenseLimit,
  403: permanent(
    "InsufficientRights",
    "Give the account behind the target's credentials the right to do this",
  ),
  404: permanent("InvalidAnchor", "Look whether what is referred to still exists in the application"),
  405: permanent("MethodNotAllowed", "Switch this action off: the application does not support it"),
  408: { code: "Timeout", cure: null, transient: true },
  409: permanent("Conflict", "Look in the application for who has this value already"),
  412: { code: "Conflict", cure: null, transient: true },
  413: permanent("UnprocessableEntity", "The application refuses a request of this size"),
  422: permanent("UnprocessableEntity", "Correct the value in the directory, or its mapping"),
  429: { code: "TooManyRequests", cure: "Lower `target.rateLimit`", transient: true },
  500: serverFault,
  501: permanent("NotImplemented", "Switch this action off: the application does not support it"),
  502: gatewayFault,
  503: gatewayFault,
  504: { code: "Timeout", cure: null, transient: true },
};

function permanent(code: string, cure: string): Class {
  return { code, cure, transient: false };
}

/** `detail` is text by the standard; arrays, nested errors and other names are found too. */
function detailOf(json: unknown): string | null {
  if (typeof json === "string") return plainText(json);
  if (Array.isArray(json)) {
    const details = json.map(detailOf).filter((detail) => detail !== null);
    return details.length === 0 ? null : oneLine(details.join("; "));
  }
  for (const name of ["detail", "message", "error_description", "error", "errors"]) {
    const found = property(json, name);
    const detail = found === undefined || found === null ? null : detailOf(found);
    if (detail !== null) return detail;
  }
  return null;
}

/** A web page says nothing to people here; of a stack trace only the last line does. */
function plainText(body: string): string | null {
  const text = body.trim();
  if (text === "" || text.startsWith("<")) return null;
  const last = text.startsWith("Traceback") ? (text.split("\n").at(-1) ?? text) : text;
  return oneLine(last);
}

function oneLine(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const longest = 300;
