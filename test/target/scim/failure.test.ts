import assert from "node:assert/strict";
import { test } from "node:test";
import { errorTable } from "../../../src/target/scim/error-table.ts";
import { failureOf, isConflict, readError } from "../../../src/target/scim/failure.ts";

type Row = readonly [
  status: number,
  body: string,
  code: string,
  said: string,
  flag?: "transient" | "conflict",
];

/** What the message says comes after "the target answered". */
const answers: readonly Row[] = [
  [400, scimError("invalidValue", "too long"), "UnprocessableEntity", "400 invalidValue: too long"],
  [400, scimError("invalidPath", "no such"), "SchemaAttributeNotFound", "400 invalidPath: no such"],
  [400, scimError("invalidFilter"), "UnprocessableEntity", "400 invalidFilter: no"],
  [400, scimError("tooMany"), "UnprocessableEntity", "400 tooMany: no"],
  [400, scimError("mutability"), "UnprocessableEntity", "400 mutability: no"],
  [400, scimError("invalidSyntax"), "UnprocessableEntity", "400 invalidSyntax: no"],
  [400, scimError("noTarget"), "UnprocessableEntity", "400 noTarget: no"],
  [
    400,
    scimError("invalidVers"),
    "SystemForCrossDomainIdentityManagementServiceIncompatible",
    "400 invalidVers: no",
  ],
  [403, scimError("sensitive"), "NotPermitted", "403 sensitive: no"],
  [400, scimError("uniqueness"), "Conflict", "400 uniqueness: no", "conflict"],
  [409, "", "Conflict", "409", "conflict"],
  [409, scimError("conflict"), "Conflict", "409 conflict: no", "conflict"],
  [400, words("User already exists"), "Conflict", "400: User already exists", "conflict"],
  [400, words("userName must be unique"), "Conflict", "400: userName must be unique", "conflict"],
  [422, words("The e-mail is already taken"), "Conflict", "422: The e-mail is already taken", "conflict"],
  [500, words("E11000 duplicate key error"), "Conflict", "500: E11000 duplicate key error", "conflict"],
  [400, words("Duplicate operation"), "UnprocessableEntity", "400: Duplicate operation"],
  [400, '{"detail":["a","b"]}', "UnprocessableEntity", "400: a; b"],
  [400, words("userName is required"), "MissingValues", "400: userName is required"],
  [400, scimError("invalidSyntax", "missing name"), "MissingValues", "400 invalidSyntax: missing name"],
  [428, words("If-Match is required"), "UnprocessableEntity", "428: If-Match is required"],
  [400, '{"error":{"message":"nested"}}', "UnprocessableEntity", "400: nested"],
  [401, "", "Unauthorized", "401"],
  [402, "", "LicenseLimitExceeded", "402"],
  [403, words("No licenses left"), "LicenseLimitExceeded", "403: No licenses left"],
  [
    409,
    words("The office Berlin has no Dialpad_Ai Voice licence left."),
    "LicenseLimitExceeded",
    "409: The office Berlin has no Dialpad_Ai Voice licence left.",
  ],
  [400, words("'Gold' is not a licence here"), "UnprocessableEntity", "400: 'Gold' is not a licence here"],
  [409, words("seat 4 already exists"), "Conflict", "409: seat 4 already exists", "conflict"],
  [403, words("The domain is not yours"), "InvalidDomain", "403: The domain is not yours"],
  [
    400,
    scimError("invalidValue", "The domain x.test is not one of the company's domains."),
    "InvalidDomain",
    "400 invalidValue: The domain x.test is not one of the company's domains.",
  ],
  [403, "", "InsufficientRights", "403"],
  [403, "<html>no</html>", "InsufficientRights", "403 with a web page"],
  [
    403,
    "<html><title>Domain\nrequired</title>",
    "InsufficientRights",
    "403 with a web page: Domain required",
  ],
  [404, "", "InvalidAnchor", "404"],
  [405, "", "MethodNotAllowed", "405"],
  [408, "", "Timeout", "408", "transient"],
  [410, "", "InvalidAnchor", "410"],
  [412, scimError("invalidVers"), "Conflict", "412 invalidVers: no", "transient"],
  [412, "", "Conflict", "412", "transient"],
  [413, "", "UnprocessableEntity", "413"],
  [415, "", "SystemForCrossDomainIdentityManagementServiceIncompatible", "415"],
  [418, "", "SystemForCrossDomainIdentityManagementServiceIncompatible", "418"],
  [423, "", "Conflict", "423", "transient"],
  [428, "", "UnprocessableEntity", "428"],
  [429, words("no license to hurry"), "TooManyRequests", "429: no license to hurry", "transient"],
  [429, scimError("tooMany"), "TooManyRequests", "429 tooMany: no", "transient"],
  [
    500,
    "Traceback (most recent call last):\n File x\nKeyError: 'id'",
    "InternalServerError",
    "500: KeyError: 'id'",
    "transient",
  ],
  [501, "", "NotImplemented", "501"],
  [
    502,
    "<title>Bad Gateway</title>",
    "WebExceptionProtocolError",
    "502 with a web page: Bad Gateway",
    "transient",
  ],
  [503, "", "WebExceptionProtocolError", "503", "transient"],
  [504, "", "Timeout", "504", "transient"],
  [507, "", "InternalServerError", "507", "transient"],
  [599, "odd\n\tlines", "InternalServerError", "599: odd lines", "transient"],
];

for (const [status, body, code, said, flag] of answers) {
  test(`failureOf() says of ${String(status)} ${JSON.stringify(body.slice(0, 50))}: ${code}`, () => {
    const error = readError({ status, body });
    const failure = failureOf("create the user", error);
    assert.equal(failure.code, code);
    assert.equal(failure.transient, flag === "transient");
    assert.equal(isConflict(error), flag === "conflict");
    assert.equal(failure.message, `Cannot create the user: the target answered ${said}`);
  });
}

test("each row of the table is what some answer meets, and its cure is one sentence", () => {
  const met = new Set(
    answers.map(([status, body]) => failureOf("do it", readError({ status, body })).cure ?? ""),
  );
  for (const { cure } of errorTable) {
    assert.match(cure.replaceAll(/`[^`]+`|\d\.\d/g, "it"), /^[A-Z][^.;]*[^.;\s]$/);
    assert.ok(met.has(cure), cure);
  }
});

test("readError() keeps a long detail to one line of 300 characters", () => {
  const { detail } = readError({ status: 500, body: "x\n".repeat(1000) });
  assert.equal(detail?.length, 301);
});

function scimError(scimType: string, detail = "no"): string {
  return JSON.stringify({ scimType, detail });
}

function words(detail: string): string {
  return JSON.stringify({ detail });
}
