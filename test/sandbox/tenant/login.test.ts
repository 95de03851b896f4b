import assert from "node:assert/strict";
import { after, test } from "node:test";
import { connect, text } from "../connect.ts";

const sandbox = await connect({ people: "none" });
after(() => sandbox[Symbol.asyncDispose]());
const { clientId, tenantId, authorityUrl } = sandbox.sandbox;

test("the token endpoint answers a right secret with a token that names the permissions", async () => {
  const { status, body } = await sandbox.token();
  assert.equal(status, 200);
  assert.equal(body["token_type"], "Bearer");
  assert.equal(body["expires_in"], 3_599);
  const claims = JSON.parse(
    Buffer.from(text(body["access_token"]).split(".")[1] ?? "", "base64url").toString(),
  ) as {
    roles: string[];
  };
  assert.deepEqual(claims.roles, ["Application.Read.All", "User.Read.All", "GroupMember.Read.All"]);
});

const refusals = [
  {
    name: "a wrong secret",
    form: { client_secret: "wrong" },
    status: 401,
    error: "invalid_client",
    code: 7000215,
  },
  {
    name: "an unknown application",
    form: { client_id: "x" },
    status: 400,
    error: "unauthorized_client",
    code: 700016,
  },
  {
    name: "another grant",
    form: { grant_type: "password" },
    status: 400,
    error: "unsupported_grant_type",
    code: 70003,
  },
  {
    name: "a foreign resource",
    form: { scope: "https://x/.default" },
    status: 400,
    error: "invalid_resource",
    code: 500011,
  },
  {
    name: "a scope without /.default",
    form: { scope: "User.Read" },
    status: 400,
    error: "invalid_scope",
    code: 1002012,
  },
];

for (const { name, form, status, error, code } of refusals) {
  test(`the token endpoint refuses ${name} with AADSTS${code}`, async () => {
    const answer = await sandbox.token(form);
    assert.equal(answer.status, status);
    assert.equal(answer.body["error"], error);
    assert.deepEqual(answer.body["error_codes"], [code]);
    assert.match(
      text(answer.body["error_description"]),
      new RegExp(`^AADSTS${code}: .* Trace ID: [0-9a-f-]{36} Correlation ID: [0-9a-f-]{36} Timestamp: .*Z$`),
    );
  });
}

test("the token endpoint and its metadata refuse an unknown tenant with AADSTS90002", async () => {
  const token = await sandbox.token({}, "11111111-1111-1111-1111-111111111111");
  assert.equal(token.status, 400);
  assert.deepEqual(token.body["error_codes"], [90002]);
  const metadata = await sandbox.send("GET", `${authorityUrl}/nobody/v2.0/.well-known/openid-configuration`);
  assert.equal(metadata.status, 400);
  assert.equal(metadata.body["error"], "invalid_tenant");
});

test("the token endpoint refuses an expired secret with AADSTS7000222", async () => {
  await sandbox.control("tenant", { kind: "settings", settings: { secret: "expired" } });
  const { status, body } = await sandbox.token();
  await sandbox.control("tenant", { kind: "settings", settings: { secret: "valid" } });
  assert.equal(status, 401);
  assert.deepEqual(body["error_codes"], [7000222]);
  assert.ok(text(body["error_description"]).includes(clientId));
});

test("the token endpoint takes an assertion instead of a secret, by its shape", async () => {
  const form = new URLSearchParams({
    client_id: clientId,
    grant_type: "client_credentials",
    scope: "https://graph.microsoft.com/.default",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: "aaa.bbb.ccc",
  });
  const url = `${authorityUrl}/${tenantId}/oauth2/v2.0/token`;
  assert.equal((await sandbox.send("POST", url, { body: form.toString() })).status, 200);
  form.set("client_assertion", "no token");
  assert.equal((await sandbox.send("POST", url, { body: form.toString() })).status, 401);
});

test("the metadata names an issuer and endpoints of the same origin", async () => {
  const { body } = await sandbox.send(
    "GET",
    `${authorityUrl}/${tenantId}/v2.0/.well-known/openid-configuration`,
  );
  for (const name of ["issuer", "token_endpoint", "authorization_endpoint", "jwks_uri"]) {
    assert.equal(new URL(text(body[name])).origin, authorityUrl);
  }
});
