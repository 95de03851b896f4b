import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { text } from "../../connect.ts";
import { follow } from "./follow.ts";

const tenant = await follow();
after(() => tenant[Symbol.asyncDispose]());
const { change, round, set, advance, graph } = tenant;
const { graphUrl } = tenant.sandbox;

beforeEach(async () => {
  await change(
    { kind: "reset" },
    { kind: "createUser", id: "ada", properties: { displayName: "Ada", department: "R&D", mail: null } },
    { kind: "createUser", id: "bob", properties: { displayName: "Bob" } },
    { kind: "setManager", id: "bob", managerId: "ada" },
  );
});

test("the first round has everybody: what was never set is absent, what was cleared is null", async () => {
  const { rows } = await round("/users/delta?$select=id,displayName,department,mail,jobTitle");
  assert.deepEqual(rows, [
    { id: "ada", displayName: "Ada", department: "R&D", mail: null },
    { id: "bob", displayName: "Bob" },
  ]);
});

test("a round comes in pages, and those who are in the bin show as removed", async () => {
  await set({ delta: { rowsPerPage: 1 } });
  await change({ kind: "softDelete", id: "bob" });
  const { rows, pages } = await round("/users/delta?$select=displayName");
  assert.equal(pages, 2);
  assert.deepEqual(rows, [
    { id: "ada", displayName: "Ada" },
    { id: "bob", "@removed": { reason: "changed" } },
  ]);
});

test("each spelling of the function is answered, and links keep to the one that is set", async () => {
  for (const spelling of ["delta", "delta()", "microsoft.graph.delta", "microsoft.graph.delta()"]) {
    assert.equal((await round(`/users/${spelling}`)).rows.length, 2, spelling);
  }
  await set({ delta: { spelling: "microsoft.graph.delta()" } });
  const { deltaLink } = await round("/users/delta?$deltatoken=latest");
  assert.ok(deltaLink.startsWith(`${graphUrl}/v1.0/users/microsoft.graph.delta()?$deltatoken=`));
  assert.deepEqual((await round(deltaLink)).rows, []);
});

test("a token says nothing of what it stands for", async () => {
  await set({ delta: { rowsPerPage: 1 } });
  const { body } = await graph("/users/delta?$select=displayName&$filter=id eq 'ada' or id eq 'bob'");
  const { deltaLink } = await round("/users/delta?$select=displayName");
  for (const link of [text(body["@odata.nextLink"]), deltaLink]) {
    const token = link.split("token=")[1] ?? "";
    assert.ok(token.length > 100);
    assert.doesNotMatch(
      `${link}${Buffer.from(token, "base64url").toString()}`,
      /displayName|ada|filter|select/,
    );
  }
});

test("a quiet round is empty and has a new link", async () => {
  const first = await round("/users/delta");
  const second = await round(first.deltaLink);
  assert.deepEqual(second.rows, []);
  assert.notEqual(second.deltaLink, first.deltaLink);
});

test("$deltatoken=latest shows nobody, and from then on what happens", async () => {
  const { rows, deltaLink } = await round("/users/delta?$deltatoken=latest&$select=displayName");
  assert.deepEqual(rows, []);
  await change({ kind: "updateUser", id: "bob", properties: { displayName: "Bobby" } });
  assert.deepEqual((await round(deltaLink)).rows, [{ id: "bob", displayName: "Bobby" }]);
});

test("a later round shows everything selected, or only what changed with return=minimal", async () => {
  const { deltaLink } = await round("/users/delta?$select=displayName,department,jobTitle,manager");
  await change({ kind: "updateUser", id: "ada", properties: { department: null, jobTitle: "Analyst" } });
  const whole = { id: "ada", displayName: "Ada", department: null, jobTitle: "Analyst" };
  assert.deepEqual((await round(deltaLink)).rows, [whole]);
  const { displayName: _, ...changed } = whole;
  assert.deepEqual((await round(deltaLink, { minimal: true })).rows, [changed]);
});

test("a change of what is not selected, or to the same value, shows nobody", async () => {
  const { deltaLink } = await round("/users/delta?$select=displayName");
  await change(
    { kind: "updateUser", id: "ada", properties: { department: "Sales", displayName: "Ada" } },
    { kind: "setManager", id: "ada", managerId: "bob" },
  );
  assert.deepEqual((await round(deltaLink)).rows, []);
});

test("somebody new is a whole object, and so is somebody who was restored", async () => {
  const { deltaLink } = await round("/users/delta?$select=displayName,department");
  await change(
    { kind: "createUser", id: "cleo", properties: { displayName: "Cleo" } },
    { kind: "softDelete", id: "ada" },
    { kind: "restore", id: "ada" },
  );
  assert.deepEqual((await round(deltaLink, { minimal: true })).rows, [
    { id: "cleo", displayName: "Cleo" },
    { id: "ada", displayName: "Ada", department: "R&D" },
  ]);
});

test("a soft-deleted user is removed as changed, a purged one as deleted", async () => {
  const { deltaLink } = await round("/users/delta?$select=displayName");
  await change({ kind: "softDelete", id: "bob" });
  const soft = await round(deltaLink);
  assert.deepEqual(soft.rows, [{ id: "bob", "@removed": { reason: "changed" } }]);
  await change({ kind: "purge", id: "bob" });
  assert.deepEqual((await round(soft.deltaLink)).rows, [{ id: "bob", "@removed": { reason: "deleted" } }]);
});

test("manager@delta comes with everybody at first, then only when the manager changed", async () => {
  const type = { "@odata.type": "#microsoft.graph.user" };
  const first = await round("/users/delta?$select=displayName,manager");
  assert.deepEqual(first.rows[1], {
    id: "bob",
    displayName: "Bob",
    "manager@delta": [{ ...type, id: "ada" }],
  });
  await change({ kind: "setManager", id: "bob", managerId: "ada" });
  assert.deepEqual((await round(first.deltaLink)).rows, []);
  await change({ kind: "updateUser", id: "bob", properties: { displayName: "Bobby" } });
  const renamed = await round(first.deltaLink);
  assert.deepEqual(renamed.rows, [{ id: "bob", displayName: "Bobby" }]);
  await change(
    { kind: "createUser", id: "cleo", properties: {} },
    { kind: "setManager", id: "bob", managerId: "cleo" },
  );
  const moved = await round(renamed.deltaLink, { minimal: true });
  const gone = { ...type, "@removed": { reason: "deleted" } };
  assert.deepEqual(moved.rows[1], {
    id: "bob",
    "manager@delta": [
      { ...gone, id: "ada" },
      { ...type, id: "cleo" },
    ],
  });
  await change({ kind: "setManager", id: "bob", managerId: null });
  const left = await round(moved.deltaLink, { minimal: true });
  assert.deepEqual(left.rows, [{ id: "bob", "manager@delta": [{ ...gone, id: "cleo" }] }]);
});

test("a filter of up to 50 ids shows those, and any other filter is refused", async () => {
  const { rows, deltaLink } = await round("/users/delta?$select=id&$filter=id eq 'bob' or id eq 'nobody'");
  assert.deepEqual(rows, [{ id: "bob" }]);
  await change({ kind: "softDelete", id: "ada" });
  assert.deepEqual((await round(deltaLink)).rows, []);
  const ids = Array.from({ length: 51 }, (_, index) => `id eq '${index}'`);
  assert.equal((await graph(`/users/delta?$filter=${ids.slice(1).join(" or ")}`)).status, 200);
  for (const filter of [ids.join(" or "), "displayName eq 'Bob'", "id eq 'a' and id eq 'b'", "id in ('a')"]) {
    assert.equal((await graph(`/users/delta?$filter=${filter}`)).status, 400, filter);
  }
});

test("what delta does not take is refused, also together with a token", async () => {
  for (const option of ["$expand=manager", "$top=5", "$orderby=displayName", "$count=true", "$search=x"]) {
    assert.equal((await graph(`/users/delta?${option}`)).status, 400, option);
  }
  await set({ delta: { rowsPerPage: 1 } });
  const { body } = await graph("/users/delta?$select=displayName");
  assert.equal((await graph(`${text(body["@odata.nextLink"])}&$select=displayName`)).status, 400);
  const { deltaLink } = await round("/users/delta");
  assert.equal((await graph(`${deltaLink}&$select=displayName`)).status, 400);
  assert.equal((await graph("/users/delta?$skiptoken=mine")).status, 400);
  assert.equal((await graph(deltaLink.replace("/users/", "/groups/"))).status, 400);
});

test("a position is lost after seven days", async () => {
  const { deltaLink } = await round("/users/delta");
  const day = 24 * 3_600_000;
  await advance(7 * day - 60_000);
  assert.equal((await graph(deltaLink)).status, 200);
  await advance(60_000);
  const lost = await graph(deltaLink);
  assert.equal(lost.status, 400);
  assert.equal(lost.body["error"]?.["code"], "syncStateNotFound");
});
