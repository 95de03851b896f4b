import type { Failure } from "../../rules/operation.ts";

/** What an answer has to be for a row to fit; all that is given must hold. */
type Sign = {
  /** Absent: any from 400 to 499, except for 429. */
  readonly status?: readonly number[];
  /** In lower case: those of RFC 7644 table 9, and what servers made up. */
  readonly scimType?: readonly string[];
  /** In the detail, in lower case, of an answer that is no web page. */
  readonly says?: RegExp;
  readonly page?: true;
};

/** A code of Entra's provisioning log, and one sentence that tells an administrator what to do. */
export type ErrorRow = Sign &
  Pick<Failure, "code"> & {
    readonly cure: string;
    /** The next cycle may fare better without anybody doing anything. */
    readonly transient?: true;
    /** Another resource has a value that must be unique. */
    readonly conflict?: true;
  };

/** Refusals of what was sent, in which the words say more than the number. */
const refused = [400, 402, 403, 406, 409, 412, 422];
/** Where words alone have to tell that a value is taken: some servers find out too late for 409. */
const perhapsTaken = [400, 403, 422, 500];
const wrongContent = [400, 409, 422];

const shortOfLicences =
  /^(?=.*\b(licen[cs]es?|seats?|subscription)\b)(?=.*\b(no|none|not enough|insufficient|out of|left|limit|exceed(s|ed)?|remaining|unavailable|maximum|buy|purchase|upgrade)\b)/;
const taken =
  /\balready (exists?|taken|in use|used|registered|assigned|belongs|has)\b|\bduplicate (key|entry|value|user|group|account|e-?mail|record|resource)\b|\b(not|must be) unique\b|\b(is|are|been) taken\b|\bunique constraint\b|\buniqueness\b/;
const lacking = /\b(required|mandatory|missing)\b|\b(must not|cannot|can't|may not) be (empty|null|blank)\b/;

const conflict = {
  code: "Conflict",
  cure: "Look in the application for who has this value already",
  conflict: true,
} as const;
const licences = {
  code: "LicenseLimitExceeded",
  cure: "Free or buy licences in the application, or assign fewer people",
} as const;
const wrongValue = {
  code: "UnprocessableEntity",
  cure: "Correct the value in the directory, or its mapping",
} as const;
const tooLarge = {
  code: "UnprocessableEntity",
  cure: "Let the application, or the proxy before it, take larger requests",
} as const;
const gone = {
  code: "InvalidAnchor",
  cure: "Look whether what is referred to still exists in the application",
} as const;
const unsupported = "Switch this action off: the application does not support it";
const passes = "Look whether the application is up if this stays: the next cycle tries again by itself";

/** The first row that fits tells. */
export const errorTable: readonly ErrorRow[] = [
  { scimType: ["uniqueness", "conflict"], status: refused, ...conflict },
  { says: shortOfLicences, status: refused, ...licences },
  { status: [409], ...conflict },
  { says: taken, status: perhapsTaken, ...conflict },
  {
    says: /\bdomains?\b/,
    status: [400, 403, 422],
    code: "InvalidDomain",
    cure: "Add the domain in the application, or filter these objects out",
  },

  {
    scimType: ["invalidfilter"],
    code: "UnprocessableEntity",
    cure: "Match by an attribute that the application can filter by, such as userName",
  },
  {
    scimType: ["toomany"],
    code: "UnprocessableEntity",
    cure: "Match by an attribute that fewer accounts share: the application finds too many to list",
  },
  {
    scimType: ["mutability"],
    code: "UnprocessableEntity",
    cure: "Remove the mapping of this attribute, or give it `apply: create`: the application keeps its first value",
  },
  {
    scimType: ["invalidpath"],
    code: "SchemaAttributeNotFound",
    cure: "Remove the mapping of this attribute, or add the attribute in the application",
  },
  {
    scimType: ["notarget"],
    code: "UnprocessableEntity",
    cure: "Map this attribute without a filter, or choose another `target.patch`: the application finds nothing to change",
  },
  {
    // With 412 some mean the version of the resource.
    status: [400],
    scimType: ["invalidvers"],
    code: "SystemForCrossDomainIdentityManagementServiceIncompatible",
    cure: "Correct `target.url`: the application speaks another version of SCIM there than 2.0",
  },
  {
    scimType: ["sensitive"],
    code: "NotPermitted",
    cure: "Match by another attribute: the application lets nobody search by this one",
  },
  {
    says: lacking,
    status: wrongContent,
    code: "MissingValues",
    cure: "Map the attribute that the application requires, or give it a default",
  },
  {
    // After what is missing: one server has this type for everything.
    scimType: ["invalidsyntax"],
    code: "UnprocessableEntity",
    cure: "Choose another `target.patch` if many objects fail so, else correct the value or its mapping",
  },
  { scimType: ["invalidvalue"], status: [400, 422], ...wrongValue },

  {
    page: true,
    status: [401, 403, 404, 406, 451],
    code: "InsufficientRights",
    cure: "Let the proxy or firewall before the application pass these requests: a web page is no answer of SCIM",
  },
  { status: [400, 422], ...wrongValue },
  {
    status: [401, 407],
    code: "Unauthorized",
    cure: "Check `target.auth`: the application does not accept these credentials for this",
  },
  { status: [402], ...licences },
  {
    status: [403, 451],
    code: "InsufficientRights",
    cure: "Give the account behind the target's credentials the right to do this",
  },
  { status: [404, 410], ...gone },
  { status: [405], code: "MethodNotAllowed", cure: unsupported },
  { status: [408], code: "Timeout", cure: passes, transient: true },
  {
    status: [412, 423, 425],
    code: "Conflict",
    cure: "Look who else changes this object if this stays: the next cycle tries again by itself",
    transient: true,
  },
  { status: [413, 414, 431], ...tooLarge },
  {
    status: [406, 415],
    code: "SystemForCrossDomainIdentityManagementServiceIncompatible",
    cure: "Ask who runs the application to accept the media type application/scim+json: RFC 7644 demands it",
  },
  {
    status: [428],
    code: "UnprocessableEntity",
    cure: "Set `target.capabilities.etag` to true: the application demands versions with its writes",
  },
  {
    status: [429],
    code: "TooManyRequests",
    cure: "Lower `target.rateLimit` if this stays: the next cycle goes on by itself",
    transient: true,
  },
  { status: [501], code: "NotImplemented", cure: unsupported },
  { status: [502, 503], code: "WebExceptionProtocolError", cure: passes, transient: true },
  { status: [504], code: "Timeout", cure: passes, transient: true },
  {
    status: [507],
    code: "InternalServerError",
    cure: "Tell who runs the application that it has no room left",
    transient: true,
  },
];

export const serverFault: ErrorRow = { code: "InternalServerError", cure: passes, transient: true };
export const unexpected: ErrorRow = {
  code: "SystemForCrossDomainIdentityManagementServiceIncompatible",
  cure: "Compare the mapping with what the application accepts",
};
