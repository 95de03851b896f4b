import assert from "node:assert/strict";
import { test } from "node:test";
import type { PatchOperation } from "../../../src/target/scim/patch/patch-body.ts";
import type { MemberWriteResult, Target } from "../../../src/target/target.ts";
import { type Answer, ok, scripted, type Seen } from "./scripted.ts";

const signal = new AbortController().signal;
const many = Array.from({ length: 20 }, (_value, index) => `u${String(index)}`);

test("members go in one request: additions in one operation, removals in one each", async () => {
  await using opened = await scripted(() => ({ status: 204 }));
  const result = await write(opened.target, { add: ["a", "b"], remove: ["c", 'd"'] });
  assert.deepEqual(result, { kind: "done", id: "g" });
  assert.deepEqual(
    opened.seen.map(({ body }) => body),
    [
      {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        Operations: [
          { op: "remove", path: 'members[value eq "c"]' },
          { op: "remove", path: 'members[value eq "d\\""]' },
          { op: "add", path: "members", value: [{ value: "a" }, { value: "b" }] },
        ],
      },
    ],
  );
});

test("one member that is refused keeps no other from being added", async () => {
  const added = new Set<string>();
  await using opened = await scripted((seen) => refuse(seen, { bad: new Set(["u13"]), added }));
  const result = await write(opened.target, { add: many, remove: ["x"] });
  assert.equal(result.kind, "partial");
  assert.ok(result.kind === "partial");
  assert.deepEqual(result.refused, ["u13"]);
  assert.match(result.failure.message, /^Cannot change the members of the group: .* u13 is unknown/);
  assert.deepEqual([...added].toSorted(), many.filter((id) => id !== "u13").toSorted());
});

for (const status of [403, 409, 500]) {
  test(`one member whom the server answers ${String(status)} to keeps no other from being added`, async () => {
    const added = new Set<string>();
    await using opened = await scripted((seen) => refuse(seen, { bad: new Set(["u13"]), added, status }));
    const result = await write(opened.target, { add: many, remove: [] });
    assert.ok(result.kind === "partial");
    assert.deepEqual([result.refused, added.size], [["u13"], many.length - 1]);
    added.clear();
    await using never = await scripted((seen) => refuse(seen, { bad: new Set(many), added, status }));
    assert.equal((await write(never.target, { add: many, remove: [] })).kind, "failed");
    assert.ok(never.seen.length <= 20, `${String(never.seen.length)} requests`);
  });
}

test("a group that takes no members at all is not asked about each of them", async () => {
  await using opened = await scripted((seen) => refuse(seen, { bad: new Set(many), added: new Set() }));
  assert.equal((await write(opened.target, { add: many, remove: [] })).kind, "failed");
  assert.ok(opened.seen.length <= 20, `${String(opened.seen.length)} requests`);
});

test("a request that is too large is halved until it fits", async () => {
  const added = new Set<string>();
  await using opened = await scripted((seen): Answer => {
    const ids = addedIds(seen);
    if (ids.length > 6) return { status: 413 };
    for (const id of ids) added.add(id);
    return { status: 204 };
  });
  assert.deepEqual(await write(opened.target, { add: many, remove: [] }), { kind: "done", id: "g" });
  assert.equal(added.size, many.length);
});

test("404 is gone only where the group is, else a member that is unknown", async () => {
  await using gone = await scripted(() => ({ status: 404 }));
  assert.deepEqual(await write(gone.target, { add: ["a", "b"], remove: [] }), { kind: "gone" });
  await using there = await scripted((seen): Answer => {
    if (seen.method === "GET") return ok({ id: "g" });
    return addedIds(seen).includes("b") ? { status: 404 } : { status: 204 };
  });
  const result = await write(there.target, { add: ["a", "b"], remove: [] });
  assert.ok(result.kind === "partial");
  assert.deepEqual(result.refused, ["b"]);
});

test("a removal that strict servers refuse because there is nothing to remove is done, which is looked at once", async () => {
  await using opened = await scripted((seen) =>
    withoutTarget(seen, ["x", "z"], { members: [{ value: "a" }] }),
  );
  const result = await write(opened.target, { add: ["a"], remove: ["x", "y", "z"] });
  assert.deepEqual(result, { kind: "done", id: "g" });
  assert.equal(opened.seen.filter(({ method }) => method === "GET").length, 1);
});

test("a removal that is refused although the member is there, or who knows, is not done", async () => {
  const groups = [{ members: [{ value: "a" }, { value: "x" }] }, {}];
  for (const group of groups) {
    await using opened = await scripted((seen) => withoutTarget(seen, ["x"], group));
    const result = await write(opened.target, { add: [], remove: ["x", "y"] });
    assert.ok(result.kind === "partial");
    assert.deepEqual(result.refused, ["x"]);
    assert.match(result.failure.cure ?? "", /memberRemoval: values/);
  }
});

test("members whose answer is lost are sent once", async () => {
  await using opened = await scripted(() => "hangUp");
  assert.equal((await write(opened.target, { add: ["a"], remove: [] })).kind, "unknown");
  assert.equal(opened.seen.length, 1);
});

async function write(
  target: Target,
  members: { add: readonly string[]; remove: readonly string[] },
): Promise<MemberWriteResult> {
  return await target.write({ kind: "members", id: "g", ...members }, { signal });
}

function refuse(
  seen: Seen,
  { bad, added, status = 400 }: { bad: ReadonlySet<string>; added: Set<string>; status?: number },
): Answer {
  const ids = addedIds(seen);
  const unknown = ids.find((id) => bad.has(id));
  if (unknown !== undefined) return { status, json: { detail: `${unknown} is unknown` } };
  for (const id of ids) added.add(id);
  return { status: 204 };
}

function withoutTarget({ method, body }: Seen, refused: readonly string[], group: object): Answer {
  if (method === "GET") return ok({ id: "g", ...group });
  const { Operations } = body as { Operations: readonly PatchOperation[] };
  const absent = Operations.some(({ path }) => refused.some((id) => path?.includes(`"${id}"`) === true));
  return absent ? { status: 400, json: { scimType: "noTarget" } } : { status: 204 };
}

function addedIds({ body }: Seen): readonly string[] {
  const { Operations } = body as { Operations: readonly PatchOperation[] };
  return Operations.flatMap((operation) =>
    operation.op === "add" ? (operation.value as readonly { value: string }[]).map(({ value }) => value) : [],
  );
}
