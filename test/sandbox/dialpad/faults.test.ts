import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { type Answer, connect, list } from "../connect.ts";

const sandbox = await connect({ people: "none" });
after(() => sandbox[Symbol.asyncDispose]());

beforeEach(async () => await faults());

async function faults(...dialpad: object[]): Promise<void> {
  await sandbox.control("faults", { dialpad });
}

async function accounts(): Promise<number> {
  return list((await sandbox.control("dialpad"))["accounts"]).length;
}

async function post(name: string): Promise<Answer> {
  return await sandbox.scim("POST", "/Users", { userName: `${name}@meridian.example` });
}

test("more than 20 requests a second are 429 with Retry-After, or without", async () => {
  await using quick = await connect({ people: "none" });
  const begun = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 80 }, async () => await quick.scim("GET", "/Users")),
  );
  const refused = answers.filter(({ status }) => status === 429);
  // The limit is one of real time, and a busy machine takes longer to ask.
  const seconds = (performance.now() - begun) / 1_000;
  const admitted = answers.length - refused.length;
  assert.ok(admitted >= 20 && admitted <= 20 + 20 * seconds, `${admitted} admitted in ${seconds} s`);
  assert.equal(refused[0]?.headers["retry-after"], "1");
  await quick.control("dialpad", { kind: "options", options: { retryAfter: null, rateLimit: 0.01 } });
  await quick.scim("GET", "/Users");
  const { status, headers } = await quick.scim("GET", "/Users");
  assert.deepEqual([status, headers["retry-after"]], [429, undefined]);
});

test("a status fault hits as often as it says, then the server works again", async () => {
  await faults({ kind: "status", status: 503, times: 2, after: 1 });
  const statuses: number[] = [];
  for (let turn = 0; turn < 4; turn += 1) statuses.push((await sandbox.scim("GET", "/Users")).status);
  assert.deepEqual(statuses, [200, 503, 503, 200]);
});

test("a fault can be for one method and one part of the path", async () => {
  await faults({ kind: "status", status: 500, method: "POST", path: "/Users" });
  assert.equal((await sandbox.scim("GET", "/Users")).status, 200);
  assert.equal((await sandbox.scim("POST", "/Users", { userName: "x@meridian.example" })).status, 500);
});

test("html and rubbish are answers of another kind", async () => {
  await faults({ kind: "html", status: 502 });
  const page = await sandbox.scim("GET", "/Users");
  assert.equal(page.status, 502);
  assert.match(String(page.headers["content-type"]), /html/);
  await faults({ kind: "rubbish" });
  assert.deepEqual((await sandbox.scim("GET", "/Users")).body, { hello: "world" });
});

test("resetBefore does nothing; resetAfter and truncated have done it", async () => {
  const before = await accounts();
  await faults({ kind: "resetBefore" });
  await assert.rejects(post("before"));
  assert.equal(await accounts(), before);
  await faults({ kind: "resetAfter" });
  await assert.rejects(post("after"));
  assert.equal(await accounts(), before + 1);
  await faults({ kind: "truncated" });
  const { status, body } = await post("cut");
  assert.equal(status, 201);
  assert.equal(typeof body, "string");
  assert.equal(await accounts(), before + 2);
});

test("hang answers nothing", async () => {
  await faults({ kind: "hang" });
  const answer = sandbox.scim("GET", "/Users").then(
    () => "answered",
    () => "cut",
  );
  const waited = new Promise((resolve) => void setTimeout(resolve, 200, "silent"));
  assert.equal(await Promise.race([answer, waited]), "silent");
});

test("the journal tells each request with its time and status, and no secret", async () => {
  const since = list(await sandbox.control("journal")).length;
  await faults({ kind: "resetBefore", times: 1 });
  await assert.rejects(sandbox.scim("POST", "/Users", { userName: "lost@meridian.example" }));
  await sandbox.scim("POST", "/Users", { userName: "kept@meridian.example" });
  await sandbox.token();
  const entries = list(await sandbox.control(`journal?since=${since}`));
  assert.deepEqual(
    entries.map((entry) => [entry["side"], entry["method"], entry["path"], entry["status"]]),
    [
      ["dialpad", "POST", "/scim/Users", null],
      ["dialpad", "POST", "/scim/Users", 201],
      ["login", "POST", `/${sandbox.sandbox.tenantId}/oauth2/v2.0/token`, 200],
    ],
  );
  assert.deepEqual(entries[1]?.["body"], { userName: "kept@meridian.example" });
  assert.equal(JSON.stringify(entries).includes(sandbox.sandbox.clientSecret), false);
  assert.equal(JSON.stringify(entries).includes(sandbox.sandbox.dialpadApiKey), false);
});

test("discovery exists, or does not", async () => {
  assert.equal((await sandbox.scim("GET", "/ServiceProviderConfig")).body["patch"]?.["supported"], true);
  await sandbox.control("dialpad", { kind: "options", options: { discovery: false } });
  assert.equal((await sandbox.scim("GET", "/ServiceProviderConfig")).status, 404);
});
