import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { type Answer, connect, list, text } from "../connect.ts";

const sandbox = await connect({ people: "none" });
after(() => sandbox[Symbol.asyncDispose]());

await sandbox.control("tenant", [
  { kind: "createUser", id: "ada", properties: {} },
  { kind: "createUser", id: "bob", properties: {} },
]);

beforeEach(async () => await faults());

async function faults(...graph: object[]): Promise<void> {
  await sandbox.control("faults", { graph });
}

async function batch(...requests: object[]): Promise<Answer> {
  const whole = requests.map((request) => ({ method: "GET", url: "/users/ada", ...request }));
  return await sandbox.graph("/$batch", { body: { requests: whole } });
}

function statuses({ body }: Answer): Record<string, number> {
  return Object.fromEntries(
    list(body["responses"]).map((item) => [text(item["id"]), Number(item["status"])] as const),
  );
}

test("an item fails with 424 when one that it depends on has failed", async () => {
  const answer = await batch(
    { id: "3", dependsOn: ["2"] },
    { id: "2", dependsOn: ["1"] },
    { id: "1", url: "/users/nobody" },
    { id: "b", dependsOn: ["A"] },
    { id: "a" },
  );
  assert.deepEqual(statuses(answer), { 1: 404, 2: 424, 3: 424, a: 200, b: 200 });
});

test("items that depend on each other, or on none that is there, spoil the batch", async () => {
  assert.equal((await batch({ id: "1", dependsOn: ["2"] }, { id: "2", dependsOn: ["1"] })).status, 400);
  assert.equal((await batch({ id: "1", dependsOn: ["9"] })).status, 400);
});

test("ids that differ in case alone, and what is no batch, are 400", async () => {
  assert.equal((await batch({ id: "a" }, { id: "A" })).status, 400);
  assert.equal((await batch({ id: 1 })).status, 400);
  assert.equal((await sandbox.graph("/$batch", { body: [] })).status, 400);
  assert.equal((await sandbox.graph("/$batch", { body: { responses: [] } })).status, 400);
});

test("an item with a body needs its content type", async () => {
  await sandbox.control("tenant", {
    kind: "settings",
    settings: { permissions: ["Directory.Read.All"] },
  });
  const item = { id: "1", method: "POST", url: "/directoryObjects/getByIds", body: { ids: ["ada"] } };
  assert.equal((await batch(item)).status, 400);
  const answer = await batch({ ...item, headers: { "content-type": "application/json" } });
  assert.equal(list(list(answer.body["responses"])[0]?.["body"]?.["value"]).length, 1);
});

test("a fault can be for items alone, or for requests of their own alone", async () => {
  await faults({ kind: "status", status: 504, batched: true });
  assert.equal((await sandbox.graph("/users/ada")).status, 200);
  assert.deepEqual(statuses(await batch({ id: "1" })), { 1: 504 });
  await faults({ kind: "status", status: 504, batched: false, path: "/users" });
  assert.equal((await sandbox.graph("/users/ada")).status, 504);
  assert.deepEqual(statuses(await batch({ id: "1" })), { 1: 200 });
});

test("a batch may leave items out", async () => {
  await faults({ kind: "omitted", path: "/users/bob" });
  const answer = await batch({ id: "1" }, { id: "2", url: "/users/bob" });
  assert.deepEqual([answer.status, statuses(answer)], [200, { 1: 200 }]);
  assert.equal((await sandbox.graph("/users/bob")).status, 200);
});

test("an item that is cut, or truncated, spoils the batch, or itself", async () => {
  for (const kind of ["resetBefore", "resetAfter"]) {
    await faults({ kind, path: "/users/bob" });
    await assert.rejects(batch({ id: "1" }, { id: "2", url: "/users/bob" }), kind);
    const journal = list(await sandbox.control("journal")).slice(-3);
    assert.deepEqual(
      journal.map((entry) => [entry["path"], entry["status"]]),
      [
        ["/v1.0/$batch", null],
        ["/v1.0/users/ada", 200],
        ["/v1.0/users/bob", null],
      ],
    );
  }
  await faults({ kind: "truncated", path: "/users/bob" });
  const { body } = await batch({ id: "2", url: "/users/bob" });
  assert.equal(typeof list(body["responses"])[0]?.["body"], "string");
});
