import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf, readError } from "../../../src/target/scim/failure.ts";

/** Status, body, code, transient, and what the message says after "the target answered". */
const answers: readonly (readonly [number, string, string, boolean, string])[] = [
  [
    400,
    '{"scimType":"invalidValue","detail":"too long"}',
    "UnprocessableEntity",
    false,
    "400 invalidValue: too long",
  ],
  [
    400,
    '{"scimType":"invalidPath","detail":"no such"}',
    "SchemaAttributeNotFound",
    false,
    "400 invalidPath: no such",
  ],
  [400, '{"detail":["a","b"]}', "UnprocessableEntity", false, "400: a; b"],
  [400, '{"detail":"userName is required"}', "MissingValues", false, "400: userName is required"],
  [400, '{"error":{"message":"nested"}}', "UnprocessableEntity", false, "400: nested"],
  [403, '{"detail":"No licenses left"}', "LicenseLimitExceeded", false, "403: No licenses left"],
  [403, '{"detail":"The domain is not yours"}', "InvalidDomain", false, "403: The domain is not yours"],
  [403, "<html>no</html>", "InsufficientRights", false, "403"],
  [405, "", "MethodNotAllowed", false, "405"],
  [418, "", "SystemForCrossDomainIdentityManagementServiceIncompatible", false, "418"],
  [429, '{"detail":"license to wait"}', "TooManyRequests", true, "429: license to wait"],
  [
    500,
    "Traceback (most recent call last):\n File x\nKeyError: 'id'",
    "InternalServerError",
    true,
    "500: KeyError: 'id'",
  ],
  [501, "", "NotImplemented", false, "501"],
  [504, "", "Timeout", true, "504"],
  [599, "odd\n\tlines", "InternalServerError", true, "599: odd lines"],
];

for (const [status, body, code, transient, said] of answers) {
  test(`failureOf() says of ${String(status)} ${JSON.stringify(body.slice(0, 30))}: ${code}`, () => {
    const failure = failureOf("create the user", readError({ status, headers: {}, body }));
    assert.equal(failure.code, code);
    assert.equal(failure.transient, transient);
    assert.equal(failure.message, `Cannot create the user: the target answered ${said}`);
  });
}

test("readError() keeps a long detail to one line of 300 characters", () => {
  const { detail } = readError({ status: 500, headers: {}, body: "x\n".repeat(1000) });
  assert.equal(detail?.length, 301);
});
