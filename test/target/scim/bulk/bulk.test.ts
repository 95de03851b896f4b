import assert from "node:assert/strict";
import { test } from "node:test";
import { property } from "../../../../src/rules/attribute-path.ts";
import { create, creates, openBulkServer, remove, standardRow, update, writeAll } from "./bulk-server.ts";

test("write() sends what is under way together in as few bulk requests as the limits allow", async () => {
  await using opened = await openBulkServer({ maxOperations: 10 });
  const results = await writeAll(opened, creates(25));
  assert.deepEqual(opened.bulks, [10, 10, 5]);
  assert.deepEqual(opened.singles(), []);
  assert.deepEqual(
    results.map((result) => (result.kind === "done" ? opened.users.get(result.id) : result)),
    creates(25).map((_, index) => `user${String(index)}`),
  );
  const ids = opened.seen.map(({ body }) =>
    (property(body, "Operations") as readonly unknown[]).map((operation) => property(operation, "bulkId")),
  );
  for (const ofRequest of ids) assert.equal(new Set(ofRequest).size, ofRequest.length);
  assert.ok(opened.seen.every(({ body }) => property(body, "failOnErrors") === undefined));
});

test("write() keeps each bulk request below the largest payload", async () => {
  const maxPayloadBytes = 1_500;
  await using opened = await openBulkServer({ maxOperations: 100, maxPayloadBytes });
  await writeAll(opened, creates(30, "with umlauts äöü "));
  assert.equal(opened.users.size, 30);
  assert.ok(opened.bulks.length < 10, String(opened.bulks.length));
  for (const { body } of opened.seen) {
    assert.ok(Buffer.byteLength(JSON.stringify(body)) <= maxPayloadBytes);
  }
});

test("write() of one thing alone is an ordinary request", async () => {
  await using opened = await openBulkServer();
  assert.equal((await writeAll(opened, creates(1)))[0]?.kind, "done");
  assert.deepEqual([opened.bulks, opened.singles()], [[], ["POST /Users"]]);
});

test("write() tells what came of each operation as if it had come alone, in whatever order the answers are", async () => {
  await using opened = await openBulkServer({
    answer: (operated) => ({ status: 200, json: { Operations: operated.map(standardRow).toReversed() } }),
    status: ({ name }) => (name === "broken" ? 500 : null),
  });
  const [ada, bob] = await writeAll(opened, [create("ada"), create("bob")]);
  assert.ok(ada?.kind === "done" && bob?.kind === "done");
  const writes = [
    create("ADA2"),
    create("ada"),
    create("broken"),
    update(ada.id),
    remove(bob.id),
    remove("nobody"),
  ];
  const results = await writeAll(opened, writes);
  assert.deepEqual(opened.bulks, [2, 6]);
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ["done", "conflict", "unknown", "done", "done", "gone"],
  );
  const broken = results[2]?.kind === "unknown" ? results[2].failure : null;
  assert.equal(broken?.message, "Cannot create the user: the target answered 500: refused in bulk");
  assert.deepEqual([...opened.users.values()].toSorted()[0], "ADA2");
  assert.deepEqual(opened.singles(), []);
});

test("write() finds the answers to updates and removals by their location, or by their place", async () => {
  for (const named of [true, false]) {
    await using opened = await openBulkServer({
      row: ({ method, path, status }) => ({
        method,
        status: { code: status },
        ...(named ? { location: `/v2${path}` } : {}),
      }),
      answer: (operated) => {
        const rows = operated.map(({ method, path, status }) => ({
          method,
          status: { code: status },
          ...(named ? { location: `/v2${path}` } : {}),
        }));
        return { status: 200, json: { Operations: named ? rows.toReversed() : rows } };
      },
    });
    opened.users.set("u1", "x").set("u2", "y");
    const missing = named ? [remove("nobody")] : [];
    const results = await writeAll(opened, [update("u1"), remove("u2"), ...missing]);
    assert.deepEqual(
      results.map(({ kind }) => kind),
      ["done", "done", ...missing.map(() => "gone")],
    );
    assert.deepEqual(opened.bulks, [2 + missing.length]);
    assert.deepEqual(opened.singles(), []);
  }
});

test("write() takes nobody's answer for another's where they name nobody and differ", async () => {
  await using opened = await openBulkServer({
    answer: (operated) => {
      const rows = operated.map(({ method, status }) => ({ method, status: String(status) }));
      return { status: 200, json: { Operations: rows.toReversed() } };
    },
    status: ({ name }) => (name === "owner" ? 403 : null),
  });
  opened.users.set("u1", "x").set("u2", "y").set("owner", "z");
  const results = await writeAll(opened, [update("u1"), update("owner"), remove("u2")]);
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ["unknown", "unknown", "gone"],
  );
  assert.deepEqual(opened.target.learned, { bulk: null }, "the next cycle asks one by one");
});

test("write() goes by nothing but its bulkId for a create, and does without bulk where none comes back", async () => {
  await using opened = await openBulkServer({
    row: (operated) => ({ ...(standardRow(operated) as object), bulkId: undefined }),
  });
  const results = await writeAll(opened, creates(3));
  assert.ok(results.every(({ kind }) => kind === "unknown"));
  assert.equal(opened.users.size, 3, "nothing is sent twice");
  assert.deepEqual(opened.target.learned, { bulk: null });
  await writeAll(opened, creates(2, "later"));
  assert.deepEqual(opened.bulks, [3]);
});

test("write() gives no account to anybody by the place of an answer", async () => {
  await using opened = await openBulkServer({
    row: ({ method, status, id }) => ({ method, status: String(status), response: { id } }),
  });
  const results = await writeAll(opened, creates(3));
  assert.ok(results.every(({ kind }) => kind === "unknown"));
});

test("write() takes no id that is none", async () => {
  await using opened = await openBulkServer({
    row: (operated) => ({ ...(standardRow(operated) as object), location: "https://x/scim/Users/undefined" }),
  });
  const results = await writeAll(opened, creates(2));
  assert.ok(results.every(({ kind }) => kind === "unknown"));
});

test("write() sends singly what could be taken for a reference, or has an id that servers spell in their own ways", async () => {
  await using opened = await openBulkServer();
  opened.users.set("a@x", "x");
  await writeAll(opened, [create("bulkId:1"), update("a@x"), create("ada"), create("bob")]);
  assert.deepEqual(opened.bulks, [2]);
  assert.deepEqual(opened.singles().toSorted(), ["PATCH /Users/a%40x", "POST /Users"]);
});

test("write() tries an update that a bulk request refuses in the ways that an update of its own knows", async () => {
  await using opened = await openBulkServer({
    status: ({ method, bulk }) => (method === "PATCH" && bulk ? 400 : null),
  });
  opened.users.set("u1", "x").set("u2", "y");
  const results = await writeAll(opened, [update("u1"), update("u2"), create("ada")]);
  assert.ok(results.every(({ kind }) => kind === "done"));
  assert.deepEqual(opened.singles().toSorted(), ["PATCH /Users/u1", "PATCH /Users/u2"]);
});

test("write() asks once whether it is the bulk or what is in it where every create is refused", async () => {
  await using lame = await openBulkServer({ status: ({ bulk }) => (bulk ? 400 : null) });
  assert.ok((await writeAll(lame, creates(4))).every(({ kind }) => kind === "done"));
  assert.deepEqual([lame.bulks, lame.users.size, lame.target.learned], [[4], 4, { bulk: null }]);

  await using strict = await openBulkServer({ status: () => 403 });
  assert.ok((await writeAll(strict, creates(4))).every(({ kind }) => kind === "failed"));
  assert.deepEqual([strict.bulks, strict.singles(), strict.target.learned], [[4], ["POST /Users"], {}]);
});

test("Target.concurrency is as many writes as one bulk request takes", async () => {
  await using opened = await openBulkServer({ maxOperations: 250 });
  assert.equal(opened.target.concurrency, 250);
  opened.target.assume({ schema: null, capabilities: {}, learned: {} });
  assert.equal(opened.target.concurrency, 4);
});
