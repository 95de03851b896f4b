import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { list, text } from "../../connect.ts";
import { follow } from "./follow.ts";

const tenant = await follow();
after(() => tenant[Symbol.asyncDispose]());
const { change, round, set, graph } = tenant;

const user = { "@odata.type": "#microsoft.graph.user" };
const removed = { "@removed": { reason: "deleted" } };
const chain = "/groups/delta?$select=displayName,members";

beforeEach(async () => {
  await change(
    { kind: "reset" },
    { kind: "createUser", id: "ada", properties: { displayName: "Ada" } },
    { kind: "createUser", id: "bob", properties: { displayName: "Bob" } },
    { kind: "createUser", id: "cleo", properties: { displayName: "Cleo" } },
    { kind: "createGroup", id: "team", properties: { displayName: "Team", groupTypes: [] } },
    { kind: "createGroup", id: "unified", properties: { displayName: "Unified", groupTypes: ["Unified"] } },
    { kind: "createOther", id: "laptop", type: "device", displayName: "LT-1" },
    { kind: "addMember", groupId: "team", memberId: "ada" },
    { kind: "addMember", groupId: "team", memberId: "laptop" },
  );
});

test("the first round has every group with its members, of any kind; an empty one has no members@delta", async () => {
  await change({ kind: "addMember", groupId: "team", memberId: "unified" });
  assert.deepEqual((await round(chain)).rows, [
    {
      id: "team",
      displayName: "Team",
      "members@delta": [
        { ...user, id: "ada" },
        { "@odata.type": "#microsoft.graph.device", id: "laptop" },
        { "@odata.type": "#microsoft.graph.group", id: "unified" },
      ],
    },
    { id: "unified", displayName: "Unified" },
  ]);
});

test("a later round has who came and who left, with nothing else under return=minimal", async () => {
  const { deltaLink } = await round(chain);
  await change(
    { kind: "addMember", groupId: "team", memberId: "bob" },
    { kind: "removeMember", groupId: "team", memberId: "ada" },
  );
  const changes = [
    { ...user, id: "bob" },
    { ...user, id: "ada", ...removed },
  ];
  const whole = { id: "team", displayName: "Team", "members@delta": changes };
  assert.deepEqual((await round(deltaLink)).rows, [whole]);
  assert.deepEqual((await round(deltaLink, { minimal: true })).rows, [
    { id: "team", "members@delta": changes },
  ]);
});

test("of somebody who came and left again it has what holds at last", async () => {
  const { deltaLink } = await round(chain);
  await change(
    { kind: "addMember", groupId: "team", memberId: "bob" },
    { kind: "removeMember", groupId: "team", memberId: "bob" },
    { kind: "removeMember", groupId: "team", memberId: "ada" },
    { kind: "addMember", groupId: "team", memberId: "ada" },
  );
  const [row] = (await round(deltaLink)).rows;
  assert.deepEqual(row?.["members@delta"], [
    { ...user, id: "bob", ...removed },
    { ...user, id: "ada" },
  ]);
});

test("members that are not selected show no group", async () => {
  const { rows, deltaLink } = await round("/groups/delta?$select=displayName");
  assert.ok(rows.every((row) => !("members@delta" in row)));
  await change({ kind: "addMember", groupId: "team", memberId: "bob" });
  assert.deepEqual((await round(deltaLink)).rows, []);
});

test("many members come in several rows of one group, on several pages", async () => {
  await change({ kind: "addMember", groupId: "team", memberId: "bob" });
  await set({ delta: { membersPerRow: 1, rowsPerPage: 2 } });
  const first = await round(`${chain}&$filter=id eq 'team'`);
  assert.equal(first.pages, 2);
  assert.deepEqual(
    first.rows.map((row) => [row["id"], row["displayName"], list(row["members@delta"]).length]),
    Array.from({ length: 3 }, () => ["team", "Team", 1]),
  );
  await change(
    { kind: "removeMember", groupId: "team", memberId: "ada" },
    { kind: "removeMember", groupId: "team", memberId: "bob" },
  );
  const second = await round(first.deltaLink, { minimal: true });
  assert.deepEqual(
    second.rows.flatMap((row) => list(row["members@delta"])),
    [
      { ...user, id: "ada", ...removed },
      { ...user, id: "bob", ...removed },
    ],
  );
  assert.equal(second.rows.length, 2);
});

test("the deletion, the restoration and the purge of a user show no group", async () => {
  const { deltaLink } = await round(chain);
  for (const kind of ["softDelete", "restore", "softDelete", "purge"]) {
    await change({ kind, id: "ada" });
    assert.deepEqual((await round(deltaLink)).rows, [], kind);
  }
});

test("whoever is deleted is in no members@delta", async () => {
  const { deltaLink } = await round(chain);
  await change(
    { kind: "addMember", groupId: "team", memberId: "bob" },
    { kind: "addMember", groupId: "team", memberId: "cleo" },
    { kind: "softDelete", id: "bob" },
    { kind: "removeMember", groupId: "team", memberId: "ada" },
    { kind: "purge", id: "ada" },
  );
  const [later] = (await round(deltaLink)).rows;
  assert.deepEqual(later?.["members@delta"], [{ ...user, id: "cleo" }]);
  const [anew] = (await round(chain)).rows;
  assert.deepEqual(
    list(anew?.["members@delta"]).map((member) => member["id"]),
    ["laptop", "cleo"],
  );
});

test("a security group is deleted at once, a Microsoft 365 group can be restored", async () => {
  const { deltaLink } = await round(`${chain}&$filter=id eq 'team' or id eq 'unified'`);
  await change({ kind: "softDelete", id: "team" }, { kind: "softDelete", id: "unified" });
  const deleted = await round(deltaLink);
  assert.deepEqual(deleted.rows, [
    { id: "team", ...removed },
    { id: "unified", "@removed": { reason: "changed" } },
  ]);
  await change({ kind: "restore", id: "unified" });
  const restored = await round(deleted.deltaLink, { minimal: true });
  assert.deepEqual(restored.rows, [{ id: "unified", displayName: "Unified" }]);
});

test("a chain of some groups shows no other", async () => {
  const { rows, deltaLink } = await round(`${chain}&$filter=id eq 'unified' or id eq 'ada'`);
  assert.deepEqual(
    rows.map((row) => row["id"]),
    ["unified"],
  );
  await change({ kind: "addMember", groupId: "team", memberId: "bob" });
  assert.deepEqual((await round(deltaLink)).rows, []);
});

test("members of a group with hidden membership are not shown", async () => {
  await change({ kind: "updateGroup", id: "team", properties: { visibility: "HiddenMembership" } });
  const { rows, deltaLink } = await round(`${chain}&$filter=id eq 'team'`);
  assert.deepEqual(rows, [{ id: "team", displayName: "Team" }]);
  await change({ kind: "removeMember", groupId: "team", memberId: "ada" });
  assert.deepEqual((await round(deltaLink, { minimal: true })).rows, [{ id: "team" }]);
});

test("a chain opened by latest tracks members, unless the tenant's latest is one that does not", async () => {
  const members = `${chain}&$deltatoken=latest`;
  const tracking = await round(members);
  await set({ delta: { latestTracksMembers: false } });
  const blind = await round(members);
  await change({ kind: "addMember", groupId: "team", memberId: "bob" });
  assert.equal((await round(tracking.deltaLink)).rows.length, 1);
  const missed = await round(blind.deltaLink);
  assert.deepEqual(missed.rows, []);
  await change({ kind: "updateGroup", id: "team", properties: { displayName: "Crew" } });
  assert.deepEqual((await round(missed.deltaLink)).rows, [{ id: "team", displayName: "Crew" }]);
});

test("following groups needs a permission to read groups", async () => {
  await set({ permissions: ["User.Read.All"] });
  const denied = await graph(chain);
  assert.equal(denied.status, 403);
  assert.equal(text(denied.body["error"]?.["code"]), "Authorization_RequestDenied");
});
