import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResolvedChange, Target, WriteResult } from "../../../src/target/target.ts";
import { openScimmy } from "./open-scimmy.ts";
import { type Answer, ok, scripted } from "./scripted.ts";

const signal = new AbortController().signal;
const ada: readonly ResolvedChange[] = [{ path: "userName", from: null, to: "ada@example.com" }];
const renamed: readonly ResolvedChange[] = [{ path: "title", from: "Ms", to: "Countess" }];

test("a create whose answer is lost is sent once, and its result is unknown", async () => {
  await using opened = await openScimmy();
  const { target, scimmy } = opened;
  await scimmy.faults([{ kind: "hangUpAfter", method: "POST", times: 1 }]);
  const result = await create(target);
  assert.equal(result.kind, "unknown");
  assert.deepEqual(await scimmy.requests(), { POST: 1 });
  assert.equal((await scimmy.store()).users.length, 1);
  const [hit] = await target.find("user", { path: "userName", value: "ada@example.com" }, { signal });
  assert.notEqual(hit, undefined);
});

test("a write that the server refuses for want of time is repeated after the pause it asks for", async () => {
  await using opened = await openScimmy();
  const { target, scimmy } = opened;
  await scimmy.faults([
    { kind: "answer", method: "POST", times: 2, status: 429, headers: { "retry-after": "0.2" } },
    { kind: "answer", method: "POST", times: 1, status: 503, headers: { "retry-after": "0.1" } },
  ]);
  const start = performance.now();
  assert.equal((await create(target)).kind, "done");
  assert.ok(performance.now() - start >= 500);
  assert.deepEqual(await scimmy.requests(), { POST: 4 });
  assert.equal((await scimmy.store()).users.length, 1);
});

test("a pause that one request is asked for holds for all", async () => {
  await using opened = await openScimmy();
  const { target, scimmy } = opened;
  await scimmy.faults([
    { kind: "answer", method: "POST", times: 1, status: 429, headers: { "retry-after": "0.3" } },
  ]);
  const writing = create(target);
  await new Promise((resolve) => void setTimeout(resolve, 100));
  const start = performance.now();
  await target.read("user", "nobody", { signal });
  assert.ok(performance.now() - start >= 100);
  await writing;
});

test("a question whose answer is lost is asked again", async () => {
  await using opened = await openScimmy();
  const { target, scimmy } = opened;
  await scimmy.faults([{ kind: "hangUpBefore", method: "GET", times: 1 }]);
  assert.equal(await target.read("user", "nobody", { signal }), null);
  assert.deepEqual(await scimmy.requests(), { GET: 2 });
});

test("a delete whose answer is lost is repeated, and done where the object is gone by then", async () => {
  await using opened = await openScimmy();
  const { target, scimmy } = opened;
  const created = await create(target);
  assert.ok(created.kind === "done");
  await scimmy.faults([{ kind: "hangUpAfter", method: "DELETE", times: 1 }]);
  const result = await target.write({ kind: "delete", type: "user", id: created.id }, { signal });
  assert.deepEqual(result, { kind: "done", id: created.id });
});

test("a write that a gateway gives up on is unknown and not repeated", async () => {
  for (const status of [502, 503, 504]) {
    await using opened = await scripted(() => ({ status, text: "<html>gateway</html>" }));
    assert.equal((await create(opened.target)).kind, "unknown");
    assert.equal((await update(opened.target, renamed)).kind, "unknown");
    assert.equal(opened.seen.length, 2);
  }
});

test("a create that is confirmed without an id is unknown", async () => {
  for (const answer of [{ status: 201, json: { userName: "ada" } }, { status: 201 }]) {
    await using opened = await scripted(() => answer);
    assert.equal((await create(opened.target)).kind, "unknown");
  }
});

test("a create takes an id that is a number as text", async () => {
  await using opened = await scripted(() => ({ status: 201, json: { id: 7 } }));
  assert.deepEqual(await create(opened.target), { kind: "done", id: "7" });
});

test("an id is percent-encoded in the address", async () => {
  await using opened = await scripted(() => ({ status: 204 }));
  await opened.target.write({ kind: "delete", type: "user", id: "a/b?c@d é" }, { signal });
  assert.equal(opened.seen[0]?.path, "/scim/Users/a%2Fb%3Fc%40d%20%C3%A9");
});

test("uniqueness is a conflict, with 409 or with 400", async () => {
  for (const answer of [
    { status: 409 },
    { status: 400, json: { scimType: "uniqueness", detail: "taken" } },
  ]) {
    await using opened = await scripted(() => answer);
    assert.equal((await create(opened.target)).kind, "conflict");
    assert.equal((await update(opened.target, renamed)).kind, "conflict");
  }
});

test("an update of an element that has vanished adds it anew", async () => {
  await using opened = await openScimmy();
  const { target } = opened;
  const created = await create(target);
  assert.ok(created.kind === "done");
  const path = 'emails[type eq "work"].value';
  const changes = [{ path, from: "old@example.com", to: "new@example.com" }];
  const result = await target.write({ kind: "update", type: "user", id: created.id, changes }, { signal });
  assert.equal(result.kind, "done");
  const user = await target.read("user", created.id, { signal });
  assert.deepEqual(user?.attributes["emails"], [{ type: "work", value: "new@example.com" }]);
});

test("an update adds to an address that is there instead of making a second one", async () => {
  await using opened = await openScimmy();
  const { target } = opened;
  const street = { path: 'addresses[type eq "work"].streetAddress', from: null, to: "St James" };
  const created = await create(target, [...ada, street]);
  assert.ok(created.kind === "done");
  const changes = [{ path: 'addresses[type eq "work"].locality', from: null, to: "London" }];
  await target.write({ kind: "update", type: "user", id: created.id, changes }, { signal });
  const user = await target.read("user", created.id, { signal });
  assert.deepEqual(user?.attributes["addresses"], [
    { type: "work", streetAddress: "St James", locality: "London" },
  ]);
});

test("an update that is answered with 404 is gone only where nothing is there", async () => {
  await using opened = await scripted((seen): Answer =>
    seen.method === "GET" ? ok({ id: "1" }) : { status: 404 },
  );
  assert.equal((await update(opened.target, renamed)).kind, "failed");
});

test("an update that needs a look at what is there fails where looking does", async () => {
  await using opened = await scripted(() => ({ status: 501 }));
  const changes = [{ path: 'addresses[type eq "work"].locality', from: null, to: "London" }];
  const result = await update(opened.target, changes);
  assert.ok(result.kind === "failed");
  assert.equal(result.failure.code, "NotImplemented");
});

test("an update is said list by list where the server refuses filters in paths", async () => {
  await using opened = await scripted((seen): Answer => {
    if (seen.method === "GET")
      return ok({ id: "1", emails: [{ type: "work", value: "old@x", primary: true }] });
    return JSON.stringify(seen.body).includes("[type") ? { status: 400 } : { status: 204 };
  });
  const path = 'emails[type eq "work"].value';
  assert.deepEqual(await update(opened.target, [{ path, from: "old@x", to: "new@x" }]), {
    kind: "done",
    id: "1",
  });
  assert.deepEqual(
    opened.seen.map(({ method }) => method),
    ["PATCH", "GET", "PATCH"],
  );
  const value = [{ type: "work", primary: true, value: "new@x" }];
  assert.deepEqual(opened.seen.at(-1)?.body, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "replace", path: "emails", value }],
  });
});

test("an update that the server refuses in every form fails with its last refusal", async () => {
  await using opened = await scripted((seen): Answer =>
    seen.method === "GET"
      ? ok({ id: "1", emails: [{ type: "work", value: "old@x" }] })
      : { status: 400, json: { detail: "never" } },
  );
  const path = 'emails[type eq "work"].value';
  const result = await update(opened.target, [{ path, from: "old@x", to: "new@x" }]);
  assert.equal(result.kind, "failed");
  assert.equal(opened.target.requests, 3);
});

test("an update without changes sends nothing", async () => {
  await using opened = await scripted(() => ({ status: 500 }));
  assert.deepEqual(await update(opened.target, []), { kind: "done", id: "1" });
  assert.equal(opened.target.requests, 0);
});

async function create(target: Target, changes = ada): Promise<WriteResult> {
  return await target.write({ kind: "create", type: "user", changes }, { signal });
}

async function update(target: Target, changes: readonly ResolvedChange[]): Promise<WriteResult> {
  return await target.write({ kind: "update", type: "user", id: "1", changes }, { signal });
}
