import assert from "node:assert/strict";
import { test } from "node:test";
import { property } from "../../../../src/rules/attribute-path.ts";
import { StopError } from "../../../../src/rules/stop-error.ts";
import type { Answer } from "../scripted.ts";
import { create, creates, openBulkServer, remove, update, writeAll } from "./bulk-server.ts";

test("write() repeats no create and no update of a bulk request whose answer is lost, and removes what has to go", async () => {
  await using opened = await openBulkServer({ answer: () => "hangUp" });
  opened.users.set("u8", "x").set("u9", "y");
  const results = await writeAll(opened, [...creates(3), update("u8"), remove("u9")]);
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ["unknown", "unknown", "unknown", "unknown", "gone"],
  );
  assert.equal(opened.users.size, 4);
  assert.deepEqual([opened.bulks, opened.singles()], [[5], ["DELETE /Users/u9"]]);
});

test("write() halves a bulk request that is too large, and the next ones are no larger", async () => {
  await using opened = await openBulkServer({
    maxOperations: 16,
    refuse: (operations) => (operations.length > 5 ? { status: 413 } : null),
  });
  assert.ok((await writeAll(opened, creates(16))).every(({ kind }) => kind === "done"));
  assert.deepEqual(opened.bulks, [16, 8, 4, 4, 8, 4, 4]);
  assert.equal(property(opened.target.learned.bulk, "maxOperations"), 4);
  await writeAll(opened, creates(8, "later"));
  assert.deepEqual(opened.bulks.slice(7), [4, 4]);
  assert.deepEqual([opened.singles(), opened.users.size], [[], 24]);
});

test("write() learns how much a server takes that calls too much a bad request", async () => {
  await using opened = await openBulkServer({
    maxOperations: 16,
    refuse: (operations) => (operations.length > 8 ? { status: 400 } : null),
  });
  assert.ok((await writeAll(opened, creates(32))).every(({ kind }) => kind === "done"));
  assert.ok(Math.max(...opened.bulks.slice(-2)) <= 8, String(opened.bulks));
  assert.equal(property(opened.target.learned.bulk, "maxOperations"), 8);
  assert.deepEqual([opened.singles(), opened.users.size], [[], 32]);
});

test("write() carries out all but the one operation for which the whole request is refused", async () => {
  await using opened = await openBulkServer({
    maxOperations: 16,
    refuse: (_, body) => (JSON.stringify(body).includes("poison") ? { status: 400 } : null),
    status: ({ name }) => (name === "poison" ? 400 : null),
  });
  await writeAll(opened, creates(4, "first"));
  const results = await writeAll(opened, [...creates(11), create("poison")]);
  assert.equal(results.filter(({ kind }) => kind === "done").length, 11);
  assert.equal(results.at(-1)?.kind, "failed");
  assert.deepEqual(opened.singles(), ["POST /Users", "POST /Users"].slice(0, opened.singles().length));
  assert.ok(opened.target.learned.bulk !== null);
});

test("write() gives up bulk requests that are refused whatever is in them", async () => {
  await using opened = await openBulkServer({ refuse: () => ({ status: 400 }), maxOperations: 50 });
  assert.ok((await writeAll(opened, creates(50))).every(({ kind }) => kind === "done"));
  assert.ok(opened.bulks.length <= 3, String(opened.bulks));
  assert.deepEqual([opened.singles().length, opened.target.learned], [50, { bulk: null }]);
});

test("write() does without bulk where it turns out that there is none, and remembers it", async () => {
  const answers: readonly Answer[] = [
    { status: 404 },
    { status: 405 },
    { status: 501 },
    { status: 403 },
    { status: 302, headers: { location: "https://login.example.com" } },
  ];
  for (const answer of answers) {
    await using opened = await openBulkServer({ refuse: () => answer });
    const results = await writeAll(opened, creates(3));
    assert.ok(
      results.every(({ kind }) => kind === "done"),
      JSON.stringify(answer),
    );
    await writeAll(opened, creates(3, "later"));
    assert.deepEqual([opened.bulks, opened.singles().length], [[3], 6]);
    assert.deepEqual(opened.target.learned, { bulk: null });
  }
});

test("write() has no answer for anything after an error of the server, and sends no second bulk request", async () => {
  for (const answer of [{ status: 500 }, { status: 200, json: {} }] as const) {
    await using opened = await openBulkServer({ answer: () => answer });
    const results = await writeAll(opened, creates(3));
    assert.ok(results.every(({ kind }) => kind === "unknown"));
    assert.equal(opened.users.size, 3);
    assert.ok((await writeAll(opened, creates(2, "later"))).every(({ kind }) => kind === "done"));
    assert.deepEqual([opened.bulks, opened.target.learned], [[3], { bulk: null }]);
  }
});

test("write() sends nothing again of a bulk request that took too long for somebody on the way", async () => {
  for (const status of [408, 524]) {
    await using opened = await openBulkServer({ answer: () => ({ status }) });
    assert.ok((await writeAll(opened, creates(4))).every(({ kind }) => kind === "unknown"));
    assert.deepEqual([opened.bulks, opened.singles(), opened.users.size], [[4], [], 4]);
    await writeAll(opened, creates(2, "later"));
    assert.deepEqual(opened.bulks, [4, 2], "smaller ones may be in time");
  }
});

test("write() stops all that travel together where the target rejects us, and sends nothing of it again", async () => {
  await using opened = await openBulkServer({ refuse: () => ({ status: 401 }) });
  const { signal } = new AbortController();
  const settled = await Promise.allSettled(creates(4).map((write) => opened.target.write(write, { signal })));
  for (const result of settled) {
    assert.ok(result.status === "rejected");
    assert.ok(result.reason instanceof StopError && result.reason.code === "credentials");
  }
  assert.deepEqual([opened.singles(), opened.users.size], [[], 0]);
});

test("write() stops writes that wait for their turn when one after the other is rejected", async () => {
  await using opened = await openBulkServer({ refuse: () => ({ status: 404 }), status: () => 401 });
  const { signal } = new AbortController();
  const wanted = creates(30);
  const settled = await Promise.allSettled(wanted.map((write) => opened.target.write(write, { signal })));
  assert.ok(settled.slice(-10).every(({ status }) => status === "rejected"));
  const writes = opened.singles().length;
  assert.ok(writes <= 2 * (10 + 4), String(writes));
});

test("write() ends at once when it is told to", async () => {
  await using opened = await openBulkServer();
  const controller = new AbortController();
  const { signal } = controller;
  const settled = Promise.allSettled(creates(4).map((write) => opened.target.write(write, { signal })));
  controller.abort(new Error("enough"));
  for (const result of await settled) assert.ok(result.status === "rejected");
  assert.deepEqual([opened.bulks, opened.singles()], [[], []]);
});
