import assert from "node:assert/strict";
import { test } from "node:test";
import { property } from "../../../../src/rules/attribute-path.ts";
import type { Target } from "../../../../src/target/target.ts";
import { type Answer, ok, scripted, type Seen } from "../scripted.ts";

const { signal } = new AbortController();

test("write() knows that a group got members by bulk when it is put whole later", async () => {
  const groups = new Map<string, readonly string[]>();
  const capabilities = { bulk: { maxOperations: 2, maxPayloadBytes: 100_000 } };
  await using opened = await scripted((seen) => answer(groups, seen), { capabilities });
  const { target } = opened;
  const ids = ["g1", "g2"];
  await Promise.all(ids.map((id) => create(target, id)));
  await Promise.all(ids.map((id) => add(target, id, ["a", "b"])));
  assert.equal((await add(target, "g1", ["c"])).kind, "done");
  assert.deepEqual(opened.seen.filter(({ path }) => path.endsWith("/Bulk")).length, 2);
  assert.deepEqual(groups.get("g1"), ["a", "b", "c"]);
});

function create(target: Target, name: string) {
  const changes = [{ path: "displayName", from: null, to: name }];
  return target.write({ kind: "create", type: "group", changes }, { signal });
}

function add(target: Target, id: string, members: readonly string[]) {
  return target.write({ kind: "members", id, add: members, remove: [] }, { signal });
}

/** Shows members to who asks for them by name, and takes PATCH within bulk requests only. */
function answer(groups: Map<string, readonly string[]>, { method, path, query, body }: Seen): Answer {
  if (path.endsWith("/Bulk")) {
    const operations = property(body, "Operations") as readonly unknown[];
    return ok({ Operations: operations.map((operation) => operated(groups, operation)) });
  }
  const id = path.split("/").at(-1) ?? "";
  if (method === "PATCH") return { status: 501 };
  if (method === "PUT") groups.set(id, valuesOf(property(body, "members")));
  const members = (groups.get(id) ?? []).map((value) => ({ value }));
  return ok({ id, displayName: id, ...(query.get("attributes") === "members" ? { members } : {}) });
}

function operated(groups: Map<string, readonly string[]>, operation: unknown): unknown {
  const data = property(operation, "data");
  const bulkId = property(operation, "bulkId");
  const name = property(data, "displayName");
  if (typeof name === "string") {
    groups.set(name, []);
    return { bulkId, status: "201", location: `/scim/Groups/${name}` };
  }
  const id = String(property(operation, "path")).split("/").at(-1) ?? "";
  const [change] = property(data, "Operations") as readonly unknown[];
  groups.set(id, [...(groups.get(id) ?? []), ...valuesOf(property(change, "value"))]);
  return { bulkId, status: "204" };
}

function valuesOf(members: unknown): readonly string[] {
  return (members as readonly unknown[]).map((member) => String(property(member, "value")));
}
