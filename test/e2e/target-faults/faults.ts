/** What becomes of a request that meets trouble. */
export type Effect =
  /** Answered like this and not carried out. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Never gets there: nobody listens. */
  | { readonly kind: "refused" }
  /** Gets there and is not carried out. */
  | { readonly kind: "resetBefore" | "hungBefore" }
  /** Carried out, and its answer does not arrive as it should. */
  | { readonly kind: "resetAfter" | "hungAfter" | "cutOff" | "emptied" };

export type Fault = {
  readonly name: string;
  readonly effect: Effect;
  /** What is said of it, if anything is: each message fits. */
  readonly told: RegExp;
  /** The codes under which it is told: Entra's of one object, ours of what stops a cycle. */
  readonly codes: readonly string[];
};

const scimErrors: readonly (readonly [status: number, scimType: string, ...codes: string[]])[] = [
  [400, "invalidFilter", "UnprocessableEntity"],
  [400, "tooMany", "UnprocessableEntity"],
  [400, "uniqueness", "AttributeConflict", "Conflict"],
  [400, "mutability", "UnprocessableEntity"],
  [400, "invalidSyntax", "UnprocessableEntity"],
  [400, "invalidPath", "SchemaAttributeNotFound"],
  [400, "noTarget", "UnprocessableEntity"],
  [400, "invalidValue", "UnprocessableEntity"],
  [400, "invalidVers", "SystemForCrossDomainIdentityManagementServiceIncompatible"],
  [403, "sensitive", "NotPermitted"],
];

/** Of one object, and of all. */
const otherThanScim = ["SystemForCrossDomainIdentityManagementServiceIncompatible", "notScim"];

const statuses: readonly (readonly [status: number, ...codes: string[]])[] = [
  [400, "UnprocessableEntity"],
  [401, "Unauthorized", "credentials"],
  [403, "InsufficientRights", "permission"],
  [404, "InvalidAnchor", "NotImplemented", "Timeout", ...otherThanScim],
  [405, "MethodNotAllowed", "NotImplemented"],
  [408, "Timeout"],
  [409, "AttributeConflict", "Conflict"],
  [410, "InvalidAnchor", "Timeout"],
  [412, "Conflict"],
  [413, "UnprocessableEntity"],
  [415, "SystemForCrossDomainIdentityManagementServiceIncompatible"],
  [422, "UnprocessableEntity"],
  [423, "Conflict"],
  [428, "UnprocessableEntity"],
  [429, "TooManyRequests", "unreachable"],
  [500, "InternalServerError"],
  [501, "NotImplemented"],
  [502, "Timeout", "WebExceptionProtocolError", "unreachable"],
  [503, "Timeout", "WebExceptionProtocolError", "unreachable"],
  [504, "Timeout", "unreachable"],
];

const worded: readonly (readonly [status: number, detail: string, ...codes: string[]])[] = [
  [400, "The domain example.com is not one of the company's domains.", "InvalidDomain"],
  [403, "The office Berlin has no Dialpad_Ai Voice licence left.", "LicenseLimitExceeded"],
  [400, "User already exists", "AttributeConflict", "Conflict"],
  [500, "E11000 duplicate key error", "AttributeConflict", "Conflict"],
  [400, "displayName is required", "MissingValues"],
];

function answer(
  name: string,
  effect: Omit<Effect & { kind: "answer" }, "kind">,
  ...codes: readonly string[]
): Fault {
  // Some of these are an answer to the question whether there is a group, or are groups at all.
  const told = new RegExp(`(answered|status) ${String(effect.status)}\\b|answers 404|has none|is gone`);
  return { name, effect: { kind: "answer", ...effect }, told, codes };
}

function scimError(status: number, said: { scimType?: string; detail?: string }): string {
  return JSON.stringify({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    status: String(status),
    ...said,
  });
}

const page = "<!DOCTYPE html><html><title>Sign in</title></html>";
/** Nobody can say whether it was carried out. */
const unanswered = ["Timeout", "unreachable"];

export const faults: readonly Fault[] = [
  ...scimErrors.map(([status, scimType, ...codes]) =>
    answer(
      `${String(status)} ${scimType}`,
      { status, body: scimError(status, { scimType }) },
      ...codes,
      "permission",
    ),
  ),
  ...statuses.map(([status, ...codes]) => answer(String(status), { status }, ...codes)),
  ...worded.map(([status, detail, ...codes]) =>
    answer(
      `${String(status)} ${detail}`,
      { status, body: scimError(status, { detail }) },
      ...codes,
      "permission",
    ),
  ),
  answer(
    "429 with Retry-After",
    { status: 429, headers: { "retry-after": "2" } },
    "TooManyRequests",
    "unreachable",
  ),
  answer(
    "503 with Retry-After",
    { status: 503, headers: { "retry-after": "2" } },
    "WebExceptionProtocolError",
    "unreachable",
  ),
  {
    ...answer("429 for an hour", { status: 429, headers: { "retry-after": "3600" } }, "unreachable"),
    told: /stay away for 60 minutes/,
  },
  {
    ...answer("a web page with 200", { status: 200, body: page }, ...otherThanScim),
    told: /a web page with status 200/,
  },
  answer("a web page with 403", { status: 403, body: page }, "InsufficientRights", "permission"),
  answer(
    "a web page with 502",
    { status: 502, body: page },
    "Timeout",
    "WebExceptionProtocolError",
    "unreachable",
  ),
  {
    ...answer(
      "a redirect",
      { status: 302, headers: { location: "https://login.example.com/" } },
      ...otherThanScim,
    ),
    told: /a redirect \(302\) to https:\/\/login\.example\.com$/,
  },
  {
    name: "an empty body",
    effect: { kind: "emptied" },
    told: /empty body|no id/,
    codes: ["Timeout", ...otherThanScim],
  },
  {
    name: "half a body",
    effect: { kind: "cutOff" },
    told: /breaks? off|no JSON/,
    codes: [...unanswered, ...otherThanScim],
  },
  {
    name: "connection refused",
    effect: { kind: "refused" },
    told: /connection refused/,
    codes: ["unreachable"],
  },
  {
    name: "reset before",
    effect: { kind: "resetBefore" },
    told: /connection (closed|reset)/,
    codes: unanswered,
  },
  {
    name: "reset after",
    effect: { kind: "resetAfter" },
    told: /connection (closed|reset)/,
    codes: unanswered,
  },
  { name: "hung before", effect: { kind: "hungBefore" }, told: /no answer within/, codes: unanswered },
  {
    name: "hung after",
    effect: { kind: "hungAfter" },
    told: /stopped half-way|no answer within/,
    codes: unanswered,
  },
];
