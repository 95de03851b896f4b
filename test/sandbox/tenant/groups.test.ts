import assert from "node:assert/strict";
import { after, test } from "node:test";
import { list } from "../connect.ts";
import { follow } from "./delta/follow.ts";

const tenant = await follow();
after(() => tenant[Symbol.asyncDispose]());
const { change, set, graph } = tenant;

await change(
  { kind: "createUser", id: "ada", properties: {} },
  { kind: "createGroup", id: "team", properties: { visibility: "HiddenMembership" } },
  { kind: "createGroup", id: "inner", properties: {} },
  { kind: "addMember", groupId: "team", memberId: "inner" },
  { kind: "addMember", groupId: "inner", memberId: "ada" },
  { kind: "addMember", groupId: "inner", memberId: "team" },
);

test("a hidden membership is an empty list where the tenant is one of that kind", async () => {
  assert.equal((await graph("/groups/team/members")).status, 403);
  await set({ hiddenMembers: "empty" });
  for (const path of ["members", "transitiveMembers"]) {
    assert.deepEqual((await graph(`/groups/team/${path}`)).body["value"], [], path);
  }
  await set({ permissions: ["GroupMember.Read.All", "Member.Read.Hidden"] });
  assert.equal(list((await graph("/groups/team/members")).body["value"]).length, 1);
});

test("a cast of transitiveMembers needs ConsistencyLevel, and groups in a circle end", async () => {
  const path = "/groups/inner/transitiveMembers/microsoft.graph.user?$select=id&$count=true";
  assert.equal((await graph(path)).status, 400);
  const { body } = await graph(path, { headers: { ConsistencyLevel: "eventual" } });
  assert.deepEqual(
    list(body["value"]).map((row) => row["id"]),
    ["ada"],
  );
});
