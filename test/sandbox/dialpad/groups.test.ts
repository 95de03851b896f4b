import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, text } from "../connect.ts";

const enabled = { people: "none", dialpad: { groups: "enabled", rateLimit: 10_000 } } as const;

test("groups are 404, or 501, where they are not supported", async () => {
  await using sandbox = await connect({ people: "none" });
  assert.equal((await sandbox.scim("GET", "/Groups")).status, 404);
  await sandbox.control("dialpad", { kind: "options", options: { groups: "501" } });
  assert.equal((await sandbox.scim("POST", "/Groups", { displayName: "Team" })).status, 501);
});

test("members are added and removed by PATCH, each once", async () => {
  await using sandbox = await connect(enabled);
  const users: string[] = [];
  for (const name of ["a", "b", "c"]) {
    users.push(
      text((await sandbox.scim("POST", "/Users", { userName: `${name}@meridian.example` })).body["id"]),
    );
  }
  const [ada, bob, cleo] = users;
  const { status, body } = await sandbox.scim("POST", "/Groups", {
    displayName: "Team",
    members: [{ value: ada }],
  });
  assert.equal(status, 201);
  const path = `/Groups/${text(body["id"])}`;
  const patched = await sandbox.scim("PATCH", path, {
    Operations: [
      { op: "add", path: "members", value: [{ value: ada }, { value: bob }, { value: cleo }] },
      { op: "remove", path: `members[value eq "${bob}"]` },
      { op: "remove", path: "members", value: [{ value: cleo }] },
    ],
  });
  assert.deepEqual(patched.body["members"], [{ value: ada, type: "User" }]);
  const unknown = { Operations: [{ op: "add", path: "members", value: [{ value: "999" }] }] };
  assert.equal((await sandbox.scim("PATCH", path, unknown)).status, 400);
  assert.equal("members" in (await sandbox.scim("GET", `${path}?excludedAttributes=members`)).body, false);
  await sandbox.scim("DELETE", `/Users/${ada}`);
  assert.deepEqual((await sandbox.scim("GET", path)).body["members"], []);
});

test("a group keeps its first name: a rename is ignored without a word, or refused", async () => {
  await using sandbox = await connect(enabled);
  const { body } = await sandbox.scim("POST", "/Groups", { displayName: "Team" });
  const rename = { Operations: [{ op: "replace", path: "displayName", value: "Crew" }] };
  const ignored = await sandbox.scim("PATCH", `/Groups/${text(body["id"])}`, rename);
  assert.equal(ignored.status, 200);
  assert.equal(ignored.body["displayName"], "Team");
  await sandbox.control("dialpad", { kind: "options", options: { groupRename: "reject" } });
  assert.equal((await sandbox.scim("PATCH", `/Groups/${text(body["id"])}`, rename)).status, 400);
  assert.equal((await sandbox.scim("POST", "/Groups", { displayName: "Team" })).status, 409);
  assert.equal((await sandbox.scim("GET", '/Groups?filter=displayName eq "Team"')).body["totalResults"], 1);
  assert.equal((await sandbox.scim("DELETE", `/Groups/${text(body["id"])}`)).status, 204);
});
