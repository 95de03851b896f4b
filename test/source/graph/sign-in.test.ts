import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import type { Credential } from "../../../src/config/config.ts";
import { createHttpClient } from "../../../src/http/client.ts";
import { StopError } from "../../../src/rules/stop-error.ts";
import { ofKind, readAll } from "../read-all.ts";
import { makeClientCertificate } from "./certificate.ts";
import { startTenant } from "./tenant.ts";

const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());
const folder = await mkdtemp(join(tmpdir(), "lockstep-sign-in-"));
after(async () => await rm(folder, { recursive: true }));
const { clientId, tenantId } = tenant.sandbox;

before(async () => {
  const properties = { displayName: "Ada", userPrincipalName: "ada@example.com" };
  const id = "aaaaaaaa-0000-4000-8000-000000000001";
  await tenant.change([
    { kind: "createUser", id, properties },
    { kind: "assign", principalId: id },
  ]);
});
beforeEach(async () => await tenant.calm());

async function refusal(config: Parameters<typeof tenant.source>[0]): Promise<StopError> {
  try {
    await readAll(tenant.source(config));
  } catch (error) {
    assert.ok(error instanceof StopError, String(error));
    return error;
  }
  assert.fail("the read did not stop");
}

test("read() explains a wrong client secret without showing it", async () => {
  const credential: Credential = { kind: "clientSecret", clientSecret: "not-the-secret" };
  const error = await refusal({ config: { credential } });
  assert.equal(error.code, "credentials");
  assert.equal(
    error.message,
    `Cannot get a token for client ${clientId} in tenant ${tenantId}: the client secret is wrong (AADSTS7000215)`,
  );
  assert.match(error.cure, /the secret's value, not its ID/);
  assert.ok(!`${error.message}${error.cure}`.includes("not-the-secret"));
});

test("read() explains an expired client secret", async () => {
  await tenant.change({ kind: "settings", settings: { secret: "expired" } });
  const error = await refusal({});
  assert.match(error.message, /the client secret has expired \(AADSTS7000222\)$/);
  assert.match(error.cure, /Make a new secret/);
});

test("read() explains a tenant and a client that do not exist", async () => {
  const unknown = "11111111-0000-4000-8000-000000000001";
  const noTenant = await refusal({ config: { tenantId: unknown } });
  assert.equal(noTenant.code, "credentials");
  assert.match(noTenant.message, /there is no such tenant \(AADSTS90002\)$/);
  const noClient = await refusal({ config: { clientId: unknown } });
  assert.match(noClient.message, /the tenant has no such application \(AADSTS700016\)$/);
});

test("read() explains a tenant of another cloud", async () => {
  const error = await refusal({ config: { cloud: "china" } });
  assert.match(error.message, /\(AADSTS500011\)$/);
  assert.match(error.cure, /source\.cloud/);
});

test("read() gives a refusal it does not know in the endpoint's own words", async () => {
  const path = join(folder, "no-token");
  await writeFile(path, "not a token");
  process.env["AZURE_FEDERATED_TOKEN_FILE"] = path;
  const error = await refusal({ config: { credential: { kind: "workloadIdentity" } } });
  delete process.env["AZURE_FEDERATED_TOKEN_FILE"];
  assert.equal(error.code, "credentials");
  assert.match(error.message, /: AADSTS50027: JWT token is invalid or malformed\.$/);
});

test("read() gets a new token when Graph takes the old one no more", async () => {
  const source = tenant.source();
  await readAll(source);
  await tenant.change({ kind: "revokeTokens" });
  assert.equal(ofKind((await readAll(source)).records, "assignment").length, 1);
});

test("read() stops when Graph takes no token at all", async () => {
  await tenant.fault({ graph: [{ kind: "status", status: 401 }] });
  const error = await refusal({});
  assert.equal(error.code, "credentials");
  assert.match(error.message, /Microsoft Graph answers 401/);
});

test("read() asks for one token and keeps it", async () => {
  const earlier = (await signIns()).length;
  const source = tenant.source({ scope: "all", reads: ["manager"] });
  await readAll(source);
  await readAll(source);
  assert.equal((await signIns()).length, earlier + 1);
});

test("read() tries the token endpoint again after a 503", async () => {
  await tenant.fault({ login: [{ kind: "status", status: 503, retryAfter: "0", path: "/token", times: 1 }] });
  assert.equal(ofKind((await readAll(tenant.source())).records, "assignment").length, 1);
});

test("read() says that the token endpoint cannot be reached", async () => {
  const error = await refusal({ config: { authorityUrl: "https://127.0.0.1:1" } });
  assert.equal(error.code, "unreachable");
  assert.equal(error.message, "Cannot get an answer from https://127.0.0.1:1: connection refused");
});

test("read() says that a certificate is not trusted and where to put it", async () => {
  await using distrustful = createHttpClient({ proxy: null, ca: null, connections: 1 });
  const error = await refusal({ wrap: () => distrustful });
  assert.equal(error.code, "unreachable");
  assert.match(error.message, /certificate not trusted/);
  assert.match(error.cure, /http\.ca/);
});

test("read() stops at a token endpoint that answers HTML", async () => {
  await tenant.fault({ login: [{ kind: "html", status: 404 }] });
  const error = await refusal({});
  assert.equal(error.code, "unreachable");
  assert.match(error.message, /does not answer as a token endpoint does$/);
  assert.match(error.cure, /source\.authorityUrl/);
});

test("read() signs in with a certificate", async () => {
  const path = join(folder, "client.pem");
  await writeFile(path, await makeClientCertificate());
  const { records } = await readAll(tenant.source({ config: { credential: { kind: "certificate", path } } }));
  assert.equal(ofKind(records, "assignment").length, 1);
});

test("read() says what is wrong with a certificate", async () => {
  const path = join(folder, "missing.pem");
  const missing = await refusal({ config: { credential: { kind: "certificate", path } } });
  assert.equal(missing.code, "credentials");
  assert.match(missing.message, /no such file/);
  assert.ok(missing.cure.includes(path));
  await writeFile(path, "rubbish");
  const rubbish = await refusal({ config: { credential: { kind: "certificate", path } } });
  assert.equal(rubbish.code, "credentials");
});

test("read() signs in with a workload identity", async () => {
  const path = join(folder, "federated-token");
  const config = { credential: { kind: "workloadIdentity" } } as const;
  const error = await refusal({ config });
  assert.match(error.cure, /AZURE_FEDERATED_TOKEN_FILE/);
  await writeFile(path, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ3In0.c2ln");
  process.env["AZURE_FEDERATED_TOKEN_FILE"] = path;
  const { records } = await readAll(tenant.source({ config }));
  delete process.env["AZURE_FEDERATED_TOKEN_FILE"];
  assert.equal(ofKind(records, "assignment").length, 1);
});

test("read() signs in with a managed identity", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("content-type", "application/json");
    const expires = Math.floor(Date.now() / 1000) + 3600;
    response.end(JSON.stringify({ access_token: "none", expires_on: String(expires), token_type: "Bearer" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  process.env["IDENTITY_ENDPOINT"] = `http://127.0.0.1:${port}/token`;
  process.env["IDENTITY_HEADER"] = "header";
  const error = await refusal({ config: { credential: { kind: "managedIdentity" } } });
  delete process.env["IDENTITY_ENDPOINT"];
  delete process.env["IDENTITY_HEADER"];
  server.close();
  assert.match(error.message, /Microsoft Graph answers 401/);
  assert.match(asked[0] ?? "", /resource=https%3A%2F%2Fgraph\.microsoft\.com/);
  assert.ok(asked[0]?.includes(clientId));
});

async function signIns(): Promise<readonly unknown[]> {
  const entries = (await tenant.sandbox.control("journal?side=login")) as readonly { method: string }[];
  return entries.filter(({ method }) => method === "POST");
}
