import assert from "node:assert/strict";
import { test } from "node:test";
import { property } from "../../../../src/rules/attribute-path.ts";
import { openScimmy } from "../open-scimmy.ts";
import { create, creates, remove, update, writeAll } from "./bulk-server.ts";

const signal = new AbortController().signal;

test("write() of scimmy's users and groups in bulk does what single requests do", async () => {
  await using opened = await openScimmy();
  const { target, scimmy } = opened;
  const { capabilities } = await target.describe({ signal });
  assert.deepEqual(capabilities.bulk, { maxOperations: 1000, maxPayloadBytes: 1_048_576 });
  assert.equal(target.concurrency, 1000);

  const made = await writeAll(opened, creates(50));
  const ids = made.map((result) => (result.kind === "done" ? result.id : ""));
  const names = new Map((await scimmy.store()).users.map((user) => [user["id"], user["userName"]]));
  assert.deepEqual(
    ids.map((id) => names.get(id)),
    creates(50).map((_, index) => `user${String(index)}`),
  );
  const displayName = [{ path: "displayName", from: null, to: "Team" }];
  const [team] = await writeAll(opened, [{ kind: "create", type: "group", changes: displayName }]);
  assert.ok(team?.kind === "done");

  const [ada = "", bob = "", eve = ""] = ids;
  const results = await writeAll(opened, [
    update(ada, "Countess"),
    remove(bob),
    create("USER3"),
    { kind: "members", id: team.id, add: [ada, eve], remove: [] },
    update("nobody"),
    remove("nobody"),
  ]);
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ["done", "done", "conflict", "done", "gone", "gone"],
  );
  const store = await scimmy.store();
  assert.equal(store.users.length, 49);
  assert.equal(store.users.find(({ id }) => id === ada)?.["title"], "Countess");
  const members = (store.groups[0]?.["members"] ?? []) as readonly unknown[];
  const memberIds = members.map((member) => String(property(member, "value")));
  assert.deepEqual(memberIds.toSorted(), [ada, eve].toSorted());
  const { POST, PATCH, DELETE } = await scimmy.requests();
  // Two bulk requests, the group, which was alone, and the update that was not found.
  assert.deepEqual([POST, PATCH, DELETE], [3, 1, undefined]);
});
