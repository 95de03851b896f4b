import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connect, list, text } from "../connect.ts";

const sandbox = await connect({ people: "none" });
after(() => sandbox[Symbol.asyncDispose]());
const eventual = { headers: { ConsistencyLevel: "eventual" } };

before(async () => {
  await sandbox.control("tenant", [
    { kind: "createUser", id: "ada", properties: { displayName: "Ada" } },
    { kind: "createUser", id: "bob", properties: { displayName: "Bob" } },
    { kind: "createUser", id: "gone", properties: {} },
    { kind: "softDelete", id: "gone" },
    { kind: "createGroup", id: "team", properties: { displayName: "Team" } },
    { kind: "createGroup", id: "inner", properties: {} },
    { kind: "addMember", groupId: "team", memberId: "ada" },
    { kind: "addMember", groupId: "team", memberId: "inner" },
    { kind: "addMember", groupId: "inner", memberId: "bob" },
  ]);
});

async function permit(...permissions: string[]): Promise<void> {
  await sandbox.control("tenant", { kind: "settings", settings: { permissions } });
}

test("$count is plain text, and needs ConsistencyLevel: eventual", async () => {
  for (const [path, count] of [
    ["/users/$count", 2],
    ["/users/$count?$filter=displayName eq 'Bob'", 1],
    ["/groups/team/members/$count", 2],
    ["/groups/team/transitiveMembers/$count", 3],
  ] as const) {
    const { status, headers, body } = await sandbox.graph(path, eventual);
    assert.deepEqual([status, Number(body)], [200, count], path);
    assert.match(String(headers["content-type"]), /^text\/plain/);
    assert.equal((await sandbox.graph(path)).status, 400, path);
  }
});

test("$count=true tells the count on the first page alone", async () => {
  const first = await sandbox.graph("/users?$count=true&$top=1", eventual);
  assert.equal(Number(first.body["@odata.count"]), 2);
  const second = await sandbox.graph(text(first.body["@odata.nextLink"]), eventual);
  assert.equal("@odata.count" in second.body, false);
  assert.equal("@odata.count" in (await sandbox.graph("/users?$count=true")).body, false);
});

test("getByIds shows what is there, needs Directory.Read.All and takes 1,000 ids", async () => {
  const path = "/directoryObjects/getByIds";
  const ids = ["ada", "team", "ada", "gone", "nobody"];
  await permit("User.Read.All", "GroupMember.Read.All");
  assert.equal((await sandbox.graph(path, { body: { ids } })).status, 403);
  await permit("Directory.Read.All");
  const { body } = await sandbox.graph(path, { body: { ids } });
  assert.deepEqual(
    list(body["value"]).map((row) => [row["@odata.type"], row["id"], row["displayName"]]),
    [
      ["#microsoft.graph.user", "ada", "Ada"],
      ["#microsoft.graph.group", "team", "Team"],
    ],
  );
  const groups = await sandbox.graph(path, { body: { ids, types: ["group"] } });
  assert.equal(list(groups.body["value"]).length, 1);
  const many = Array.from({ length: 1_001 }, (_, index) => String(index));
  assert.equal((await sandbox.graph(path, { body: { ids: many } })).status, 400);
  assert.equal((await sandbox.graph(path, { body: { ids: many.slice(1) } })).status, 200);
});

test("contexts name the set with what was selected and expanded of it", async () => {
  const { servicePrincipalId, graphUrl } = sandbox.sandbox;
  const application = `servicePrincipals('${servicePrincipalId}')`;
  const contexts = {
    "/users": "users",
    "/users?$select=id&$expand=manager": "users(id,manager())",
    "/users/ada?$select=id,mail": "users(id,mail)/$entity",
    "/groups?$select=id": "groups(id)",
    "/groups/team": "groups/$entity",
    "/groups/team/members?$select=id": "directoryObjects",
    "/groups/team/members/microsoft.graph.user?$select=id&$count=true": "users(id)",
    "/directory/deletedItems/microsoft.graph.user?$select=id": "users(id)",
    "/servicePrincipals?$select=id": "servicePrincipals(id)",
    [`/servicePrincipals/${servicePrincipalId}?$select=id`]: "servicePrincipals(id)/$entity",
    [`/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo`]: `${application}/appRoleAssignedTo`,
    "/subscriptions": "subscriptions",
  };
  for (const [path, context] of Object.entries(contexts)) {
    const { body } = await sandbox.graph(path, eventual);
    assert.equal(text(body["@odata.context"]), `${graphUrl}/v1.0/$metadata#${context}`);
  }
});
