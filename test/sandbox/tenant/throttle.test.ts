import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { defaultTenantSettings } from "../../../src/sandbox/tenant/settings.ts";
import { type Answer, connect, list, text } from "../connect.ts";

const sandbox = await connect({ people: "none" });
after(() => sandbox[Symbol.asyncDispose]());
const { clientId, tenantId, servicePrincipalId } = sandbox.sandbox;

await sandbox.control("tenant", [
  { kind: "createUser", id: "ada", properties: {} },
  { kind: "createGroup", id: "team", properties: {} },
]);

beforeEach(async () => {
  await set(defaultTenantSettings);
  await sandbox.control("clock", { advanceMs: 60_000 });
});

async function set(settings: object): Promise<void> {
  await sandbox.control("tenant", { kind: "settings", settings });
}

/** Lets so many units a second pass, and spends all that may be spent at once. */
async function exhaust(perSecond: number): Promise<void> {
  await set({ resourceUnits: { per10s: perSecond * 10 } });
  for (let spent = 0; spent < perSecond * 10; spent += 1)
    assert.equal((await sandbox.graph("/users/ada")).status, 200);
}

async function retryAfter(form: string): Promise<string | undefined> {
  await set({ retryAfter: form });
  return String((await sandbox.graph("/users/ada")).headers["retry-after"]);
}

function batchOf(...urls: readonly string[]): object {
  return { requests: urls.map((url, index) => ({ id: String(index), method: "GET", url })) };
}

test("every answer tells what it cost", async () => {
  const all = "Directory.Read.All";
  await set({ permissions: [all] });
  const costs = {
    "/users": 2,
    "/users?$select=id": 1,
    "/users?$select=id&$top=5": 1,
    "/users?%24expand=manager": 3,
    "/users/ada": 1,
    "/users/ada?$expand=manager": 2,
    "/users/nobody": 1,
    "/groups/team/members": 3,
    "/groups/team/members?$select=id&$top=999": 2,
    "/groups/team/members?$select=id&$top=19": 1,
    "/groups/team/transitiveMembers": 5,
    [`/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo?$top=999`]: 1,
  };
  for (const [path, units] of Object.entries(costs)) {
    assert.equal((await sandbox.graph(path)).headers["x-ms-resource-unit"], String(units), path);
  }
  const found = await sandbox.graph("/directoryObjects/getByIds", { body: { ids: ["ada"] } });
  assert.equal(found.headers["x-ms-resource-unit"], "3");
});

test("a batch costs what its items cost", async () => {
  await sandbox.graph("/users/ada");
  const since = Number((await sandbox.control("journal/totals"))["seq"]);
  const body = batchOf("/users/ada", "/groups/team/members");
  const { headers, body: answer } = await sandbox.graph("/$batch", { body });
  assert.equal(headers["x-ms-resource-unit"], undefined);
  const units = list(answer["responses"]).map((item) => text(item["headers"]?.["x-ms-resource-unit"]));
  assert.deepEqual(new Set(units), new Set(["1", "3"]));
  const totals = await sandbox.control(`journal/totals?since=${since}`);
  assert.deepEqual(totals, {
    seq: since + 3,
    requests: 1,
    items: 2,
    units: 4,
    paths: {
      "POST /v1.0/$batch": { requests: 1, items: 0, units: 0 },
      "GET /v1.0/users/{id}": { requests: 0, items: 1, units: 1 },
      "GET /v1.0/groups/{id}/members": { requests: 0, items: 1, units: 3 },
    },
  });
});

test("beyond the limit requests are 429 until enough time has passed", async () => {
  await exhaust(1);
  const refused = await sandbox.graph("/users/ada");
  assert.equal(refused.status, 429);
  assert.equal(refused.body["error"]?.["code"], "TooManyRequests");
  assert.equal(refused.headers["x-ms-throttle-information"], "ResourceUnitLimitExceeded");
  assert.equal(
    refused.headers["x-ms-throttle-scope"],
    `Tenant_Application/ReadWrite/${clientId}/${tenantId}`,
  );
  const wait = Number(refused.headers["retry-after"]);
  assert.ok(wait >= 1 && wait <= 2, String(wait));
  await sandbox.control("clock", { advanceMs: wait * 1_000 });
  assert.equal((await sandbox.graph("/users/ada")).status, 200);
});

test("who does not wait has to wait longer", async () => {
  await exhaust(1);
  const waits: number[] = [];
  for (let turn = 0; turn < 10; turn += 1)
    waits.push(Number((await sandbox.graph("/users/ada")).headers["retry-after"]));
  assert.ok((waits.at(-1) ?? 0) >= 7, waits.join(" "));
});

test("how much of the limit is used is told from 0.8 to 1.8", async () => {
  await set({ resourceUnits: { per10s: 10 } });
  const answers: Answer[] = [];
  for (let turn = 0; turn < 25; turn += 1) answers.push(await sandbox.graph("/users/ada"));
  const told = answers.map(({ headers }) => headers["x-ms-throttle-limit-percentage"]);
  assert.deepEqual(new Set(told.slice(0, 8)), new Set([undefined]));
  assert.ok(Math.abs(Number(told[8]) - 0.9) < 0.05, String(told[8]));
  assert.ok(Number(told[24]) > 1.7 && Number(told[24]) <= 1.8, String(told[24]));
});

test("Retry-After is said in seconds, as a fraction, as a date, or not at all", async () => {
  await exhaust(1);
  assert.match(String(await retryAfter("seconds")), /^\d+$/);
  assert.match(String(await retryAfter("fraction")), /^\d+\.\d{3}$/);
  const date = String(await retryAfter("date"));
  assert.match(date, / GMT$/);
  assert.ok(Date.parse(date) > Date.now());
  assert.equal(await retryAfter("missing"), "undefined");
});

test("items of a batch are throttled one by one while the batch is 200", async () => {
  await set({ resourceUnits: { per10s: 3 } });
  const { status, body } = await sandbox.graph("/$batch", {
    body: batchOf(...Array.from({ length: 5 }, () => "/users/ada")),
  });
  assert.equal(status, 200);
  const items = list(body["responses"]);
  const refused = items.filter((item) => Number(item["status"]) === 429);
  assert.deepEqual([items.length, refused.length], [5, 2]);
  for (const { headers } of refused) assert.match(text(headers?.["Retry-After"]), /^\d+\.\d{3}$/);
});
