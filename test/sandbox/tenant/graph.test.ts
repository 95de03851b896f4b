import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { defaultTenantSettings } from "../../../src/sandbox/tenant/settings.ts";
import { connect, type Json, list, text } from "../connect.ts";

const sandbox = await connect({ people: "none" });
after(() => sandbox[Symbol.asyncDispose]());
const { servicePrincipalId, appId, graphUrl } = sandbox.sandbox;

await sandbox.control("tenant", [
  {
    kind: "createUser",
    id: "ada",
    properties: {
      displayName: "Ada",
      userPrincipalName: "ada@x.example",
      department: "R&D",
      onPremisesExtensionAttributes: { extensionAttribute1: "CC-1" },
      extension_2f9b_badge: "7",
    },
  },
  { kind: "createUser", id: "bob", properties: { displayName: "Bob", userPrincipalName: "bob@x.example" } },
  { kind: "setManager", id: "bob", managerId: "ada" },
  { kind: "createGroup", id: "team", properties: { displayName: "Team", groupTypes: [] } },
  { kind: "createGroup", id: "unified", properties: { displayName: "Unified", groupTypes: ["Unified"] } },
  { kind: "createOther", id: "laptop", type: "device", displayName: "LT-1" },
  { kind: "addMember", groupId: "team", memberId: "ada" },
  { kind: "addMember", groupId: "team", memberId: "bob" },
  { kind: "addMember", groupId: "team", memberId: "laptop" },
  { kind: "addMember", groupId: "team", memberId: "unified" },
  { kind: "assign", id: "a1", principalId: "ada", appRoleId: "role-1" },
  { kind: "assign", id: "a2", principalId: "ada", appRoleId: "role-2" },
  { kind: "assign", id: "a3", principalId: "team" },
]);

beforeEach(async () => {
  await sandbox.control("tenant", { kind: "settings", settings: defaultTenantSettings });
  await sandbox.control("faults", { graph: [] });
});

async function set(settings: object): Promise<void> {
  await sandbox.control("tenant", { kind: "settings", settings });
}

async function rows(path: string): Promise<Json[]> {
  const all: Json[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const { status, body } = await sandbox.graph(next);
    assert.equal(status, 200);
    all.push(...list(body["value"]));
    next = "@odata.nextLink" in body ? text(body["@odata.nextLink"]) : undefined;
  }
  return all;
}

test("a user has the default properties without $select, and null for those never set", async () => {
  const { body } = await sandbox.graph("/users/bob");
  assert.equal(body["mail"], null);
  assert.deepEqual(body["businessPhones"], []);
  assert.equal("department" in body, false);
  assert.equal("accountEnabled" in body, false);
});

test("$select shows exactly what it names; unset extensions and unknown names are left out", async () => {
  const select = "id,department,onPremisesExtensionAttributes,extension_2f9b_badge,noSuchThing";
  const ada = (await sandbox.graph(`/users/ada?$select=${select}`)).body;
  assert.equal(ada["department"], "R&D");
  assert.equal(ada["extension_2f9b_badge"], "7");
  assert.equal(ada["onPremisesExtensionAttributes"]?.["extensionAttribute1"], "CC-1");
  assert.equal(ada["onPremisesExtensionAttributes"]?.["extensionAttribute15"], null);
  assert.equal("noSuchThing" in ada, false);
  const bob = (await sandbox.graph(`/users/bob?$select=${select}`)).body;
  assert.deepEqual(Object.keys(bob), ["@odata.context", "id", "department", "onPremisesExtensionAttributes"]);
});

test("a user is found by user principal name as well", async () => {
  assert.equal((await sandbox.graph("/users/ADA@x.example")).body["id"], "ada");
});

test("$expand=manager shows the manager, and nothing where there is none", async () => {
  const bob = (await sandbox.graph("/users/bob?$select=id&$expand=manager($select=id)")).body;
  assert.deepEqual(bob["manager"], { "@odata.type": "#microsoft.graph.user", id: "ada" });
  assert.equal("manager" in (await sandbox.graph("/users/ada?$expand=manager")).body, false);
});

test("/users/{id}/manager is 404 Request_ResourceNotFound without a manager", async () => {
  assert.equal((await sandbox.graph("/users/bob/manager?$select=id")).body["id"], "ada");
  const none = await sandbox.graph("/users/ada/manager");
  assert.equal(none.status, 404);
  assert.equal(none.body["error"]?.["code"], "Request_ResourceNotFound");
});

test("/users/{id}/manager shows exactly what $select names", async () => {
  const { body } = await sandbox.graph("/users/bob/manager?$select=id,department,jobTitle");
  const { "@odata.context": _, ...manager } = body;
  assert.deepEqual(manager, {
    "@odata.type": "#microsoft.graph.user",
    id: "ada",
    department: "R&D",
    jobTitle: null,
  });
});

test("a list is paged by links of its own origin that keep the query", async () => {
  const { body } = await sandbox.graph("/users?$select=id&$top=1");
  const link = text(body["@odata.nextLink"]);
  assert.equal(new URL(link).origin, graphUrl);
  assert.ok(link.includes("$select=id"));
  assert.deepEqual(
    (await rows("/users?$select=id&$top=1")).map((row) => row["id"]),
    ["ada", "bob"],
  );
});

test("a page may be empty and still have a link", async () => {
  await set({ emptyPages: true });
  const { body } = await sandbox.graph("/users?$select=id");
  assert.deepEqual(body["value"], []);
  assert.equal((await rows("/users?$select=id")).length, 2);
});

test("$expand caps the page at 100, whatever $top asks for", async () => {
  await using company = await connect();
  const { body } = await company.graph("/users?$select=id&$expand=manager&$top=999");
  assert.equal(list(body["value"]).length, 100);
  assert.ok(body["@odata.nextLink"]);
  assert.equal(list((await company.graph("/users?$select=id&$top=999")).body["value"]).length, 200);
  assert.equal(list((await company.graph("/users?$select=id")).body["value"]).length, 100);
});

test("a $top beyond 999 and an old page token are refused", async () => {
  assert.equal((await sandbox.graph("/users?$top=1000")).status, 400);
  const { body } = await sandbox.graph("/users?$top=1");
  await set({ pageTokenLifetimeMs: 1 });
  await sandbox.control("clock", { advanceMs: 10 });
  const expired = await sandbox.graph(text(body["@odata.nextLink"]));
  assert.equal(expired.status, 400);
  assert.equal(expired.body["error"]?.["code"], "Directory_ExpiredPageToken");
});

test("$filter takes eq and up to 15 ids", async () => {
  assert.equal((await rows("/users?$filter=userPrincipalName eq 'bob@x.example'")).length, 1);
  assert.equal((await rows("/users?$filter=id in ('ada','bob','nobody')")).length, 2);
  assert.equal((await rows("/groups?$filter=displayName eq 'Team'")).length, 1);
  await sandbox.control("tenant", {
    kind: "updateGroup",
    id: "team",
    properties: { displayName: "A's, (B)" },
  });
  const quoted = encodeURIComponent("displayName eq 'a''S, (b)'");
  assert.deepEqual(
    (await rows(`/groups?$filter=${quoted}&$select=id`)).map((row) => row["id"]),
    ["team"],
  );
  await sandbox.control("tenant", { kind: "updateGroup", id: "team", properties: { displayName: "Team" } });
  const many = Array.from({ length: 16 }, (_, index) => `'${index}'`).join(",");
  assert.equal((await sandbox.graph(`/users?$filter=id in (${many})`)).status, 400);
});

test("the service principal answers to its id, its appId and a filter", async () => {
  for (const path of [
    `/servicePrincipals/${servicePrincipalId}?$select=id,appRoles`,
    `/servicePrincipals(appId='${appId}')`,
  ]) {
    assert.equal((await sandbox.graph(path)).body["id"], servicePrincipalId);
  }
  assert.equal((await rows(`/servicePrincipals?$filter=appId eq '${appId}'`)).length, 1);
  assert.equal((await sandbox.graph("/servicePrincipals/nobody")).status, 404);
});

test("appRoleAssignedTo has a row for each role of users and groups", async () => {
  const assigned = await rows(`/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo?$top=999`);
  assert.deepEqual(
    assigned.map((row) => [row["principalId"], row["principalType"], row["appRoleId"]]),
    [
      ["ada", "User", "role-1"],
      ["ada", "User", "role-2"],
      ["team", "Group", "00000000-0000-0000-0000-000000000000"],
    ],
  );
});

test("members are of several kinds, and those the application may not read show type and id", async () => {
  assert.deepEqual(
    (await rows("/groups/team/members?$select=id&$top=999")).map((row) => row["@odata.type"]),
    ["#microsoft.graph.user", "#microsoft.graph.user", "#microsoft.graph.device", "#microsoft.graph.group"],
  );
  await set({ permissions: ["GroupMember.Read.All"] });
  const [ada] = await rows("/groups/team/members?$select=id,displayName,userPrincipalName");
  assert.deepEqual(ada, {
    "@odata.type": "#microsoft.graph.user",
    id: "ada",
    displayName: null,
    userPrincipalName: null,
  });
});

test("transitiveMembers has the members of member groups as well, each once", async () => {
  await sandbox.control("tenant", [
    { kind: "createUser", id: "cleo", properties: { displayName: "Cleo" } },
    { kind: "addMember", groupId: "unified", memberId: "cleo" },
    { kind: "addMember", groupId: "unified", memberId: "ada" },
  ]);
  assert.deepEqual(
    (await rows("/groups/team/transitiveMembers?$select=id")).map((row) => row["id"]),
    ["ada", "bob", "cleo", "laptop", "unified"],
  );
  await sandbox.control("tenant", { kind: "purge", id: "cleo" });
});

test("a hidden membership needs Member.Read.Hidden", async () => {
  await sandbox.control("tenant", [
    { kind: "createGroup", id: "hidden", properties: { visibility: "HiddenMembership" } },
    { kind: "addMember", groupId: "hidden", memberId: "ada" },
  ]);
  assert.equal((await sandbox.graph("/groups/hidden")).status, 200);
  assert.equal((await sandbox.graph("/groups/hidden/members")).status, 403);
  await set({ permissions: ["GroupMember.Read.All", "Member.Read.Hidden"] });
  assert.equal((await rows("/groups/hidden/members")).length, 1);
  await sandbox.control("tenant", { kind: "purge", id: "hidden" });
});

test("a cast of members needs ConsistencyLevel and $count", async () => {
  const path = "/groups/team/members/microsoft.graph.user?$select=id&$count=true";
  assert.equal((await sandbox.graph(path)).status, 400);
  const cast = await sandbox.graph(path, { headers: { ConsistencyLevel: "eventual" } });
  assert.equal(list(cast.body["value"]).length, 2);
});

test("assignments of deleted principals, and those beyond the first ten, show as the settings say", async () => {
  const path = `/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo`;
  await sandbox.control("tenant", { kind: "softDelete", id: "ada" });
  assert.equal((await rows(path)).length, 1);
  await set({ deletedAssignments: "listed" });
  assert.equal((await rows(path)).length, 3);
  await sandbox.control("tenant", { kind: "restore", id: "ada" });
  await using company = await connect();
  await company.control("tenant", { kind: "settings", settings: { assignmentsNeedTop: true } });
  assert.equal(list((await company.graph(path)).body["value"]).length, 10);
  assert.ok(list((await company.graph(`${path}?$top=999`)).body["value"]).length > 10);
});

test("a service principal that is removed is 404, one that is disabled says so", async () => {
  await using other = await connect({ people: "none" });
  const path = `/servicePrincipals/${servicePrincipalId}`;
  await other.control("tenant", { kind: "updateServicePrincipal", properties: { accountEnabled: false } });
  assert.equal((await other.graph(`${path}?$select=accountEnabled`)).body["accountEnabled"], false);
  await other.control("tenant", { kind: "removeServicePrincipal" });
  assert.equal((await other.graph(path)).status, 404);
  assert.equal((await other.graph(`${path}/appRoleAssignedTo`)).status, 404);
});

test("a user of limited information is 200 with nothing but the id", async () => {
  await set({ limitedInformation: ["ada"] });
  const { status, body } = await sandbox.graph("/users/ada?$select=id,displayName,userPrincipalName");
  assert.equal(status, 200);
  assert.deepEqual([body["id"], body["displayName"], body["userPrincipalName"]], ["ada", null, null]);
});

test("each resource needs its own permission, else 403 Authorization_RequestDenied", async () => {
  const needs = {
    [`/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo`]: "Application.Read.All",
    [`/servicePrincipals(appId='${appId}')`]: "Application.Read.All",
    "/users": "User.Read.All",
    "/users/ada": "User.Read.All",
    "/groups/team/members": "GroupMember.Read.All",
    "/directory/deletedItems/microsoft.graph.user": "User.Read.All",
    "/directory/deletedItems/microsoft.graph.group": "Group.Read.All",
  };
  for (const [path, permission] of Object.entries(needs)) {
    await set({ permissions: [permission] });
    assert.equal((await sandbox.graph(path)).status, 200, path);
    await set({ permissions: [] });
    const denied = await sandbox.graph(path);
    assert.equal(denied.status, 403, path);
    assert.equal(denied.body["error"]?.["code"], "Authorization_RequestDenied");
  }
});

test("$batch answers each item on its own, at most 20, with unique ids", async () => {
  const body = {
    requests: [
      { id: "1", method: "GET", url: "/users/ada?$select=id" },
      { id: "2", method: "GET", url: "/users/nobody?$select=id" },
    ],
  };
  const { body: answer } = await sandbox.graph("/$batch", { body });
  const journal = list(await sandbox.control("journal")).slice(-3);
  assert.deepEqual(
    journal.map((entry) => entry["batched"]),
    [false, true, true],
  );
  const byId = Object.fromEntries(list(answer["responses"]).map((item) => [text(item["id"]), item]));
  assert.equal(byId["1"]?.["body"]?.["id"], "ada");
  assert.equal(byId["2"]?.["status"], 404);
  const many = Array.from({ length: 21 }, (_, index) => ({
    id: String(index),
    method: "GET",
    url: "/users",
  }));
  assert.equal((await sandbox.graph("/$batch", { body: { requests: many } })).status, 400);
  const twice = [body.requests[0], body.requests[0]];
  assert.equal((await sandbox.graph("/$batch", { body: { requests: twice } })).status, 400);
});

test("$batch throttles single items, with a Retry-After that may be a fraction", async () => {
  await sandbox.control("faults", {
    graph: [{ kind: "status", status: 429, retryAfter: "0.249", path: "/users/ada" }],
  });
  const requests = [
    { id: "1", method: "GET", url: "/users/ada" },
    { id: "2", method: "GET", url: "/users/bob" },
  ];
  const { status, body } = await sandbox.graph("/$batch", { body: { requests } });
  assert.equal(status, 200);
  const throttled = list(body["responses"]).find((item) => text(item["id"]) === "1");
  assert.equal(throttled?.["status"], 429);
  assert.equal(throttled?.["headers"]?.["Retry-After"], "0.249");
});

test("a soft-deleted user is gone from lists, kept in deletedItems, and restored with memberships", async () => {
  await sandbox.control("tenant", { kind: "softDelete", id: "bob" });
  assert.equal((await sandbox.graph("/users/bob")).status, 404);
  assert.deepEqual(
    (await rows("/groups/team/members?$select=id")).map((row) => row["id"]),
    ["ada", "laptop", "unified"],
  );
  const deleted = await sandbox.graph("/directory/deletedItems/bob");
  assert.equal(deleted.body["@odata.type"], "#microsoft.graph.user");
  assert.equal((await rows("/directory/deletedItems/microsoft.graph.user?$select=id")).length, 1);
  assert.equal((await sandbox.graph("/directory/deletedItems")).status, 400);
  await sandbox.control("tenant", { kind: "restore", id: "bob" });
  assert.equal((await sandbox.graph("/users/bob")).status, 200);
  assert.equal((await rows("/groups/team/members?$select=id")).length, 4);
  assert.equal((await sandbox.graph("/directory/deletedItems/bob")).status, 404);
});

test("a security group is gone at once, a Microsoft 365 group waits in deletedItems", async () => {
  await sandbox.control("tenant", { kind: "createGroup", id: "passing", properties: { groupTypes: [] } });
  await sandbox.control("tenant", [
    { kind: "softDelete", id: "passing" },
    { kind: "softDelete", id: "unified" },
  ]);
  assert.equal((await sandbox.graph("/directory/deletedItems/passing")).status, 404);
  assert.equal((await sandbox.graph("/directory/deletedItems/unified")).status, 200);
  await sandbox.control("tenant", { kind: "restore", id: "unified" });
});

test("every answer carries the request's ids", async () => {
  const { headers, body } = await sandbox.graph("/users/nobody", {
    headers: { "client-request-id": "mine" },
  });
  assert.equal(headers["client-request-id"], "mine");
  assert.equal(headers["request-id"], body["error"]?.["innerError"]?.["request-id"]);
});

test("an empty, expired or revoked token is 401 InvalidAuthenticationToken", async () => {
  const none = await sandbox.send("GET", `${graphUrl}/v1.0/users`);
  assert.equal(none.status, 401);
  assert.equal(none.body["error"]?.["code"], "InvalidAuthenticationToken");
  await using other = await connect({ people: "none" });
  assert.equal((await other.graph("/users")).status, 200);
  await other.control("tenant", { kind: "revokeTokens" });
  assert.equal((await other.graph("/users")).status, 401);
  const bearer = `Bearer ${text((await other.token()).body["access_token"])}`;
  assert.equal((await other.graph("/users", { headers: { authorization: bearer } })).status, 200);
  await other.control("clock", { advanceMs: 3_600_000 });
  assert.equal((await other.graph("/users", { headers: { authorization: bearer } })).status, 401);
});
