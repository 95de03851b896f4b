import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { makeCertificate } from "../../../src/sandbox/certificate.ts";
import { defaultTenantSettings } from "../../../src/sandbox/tenant/settings.ts";
import { connect, type Json, list, text } from "../connect.ts";
import { type Endpoint, listenForNotes } from "../endpoint.ts";

const sandbox = await connect({ people: "none" });
after(() => sandbox[Symbol.asyncDispose]());
const permissions = ["User.Read.All", "Group.Read.All"];
const dayMs = 86_400_000;

await sandbox.control("tenant", [
  { kind: "createUser", id: "ada", properties: { displayName: "Ada" } },
  { kind: "createGroup", id: "team", properties: { displayName: "Team" } },
]);

beforeEach(async () => {
  for (const { id } of await subscriptions())
    await sandbox.graph(`/subscriptions/${text(id)}`, { method: "DELETE" });
  await set({ ...defaultTenantSettings, permissions, notificationRetriesMs: [1, 1] });
});

async function set(settings: object): Promise<void> {
  await sandbox.control("tenant", { kind: "settings", settings });
}

async function change(...commands: object[]): Promise<void> {
  await sandbox.control("tenant", commands);
}

async function subscriptions(): Promise<readonly Json[]> {
  return list((await sandbox.graph("/subscriptions")).body["value"]);
}

async function now(): Promise<number> {
  return Number((await sandbox.control("clock", { advanceMs: 0 }))["now"]);
}

function inDays(start: number, days: number): string {
  return new Date(start + days * dayMs).toISOString();
}

async function wanted(endpoint: Endpoint, more: object = {}): Promise<Record<string, unknown>> {
  return {
    changeType: "updated,deleted",
    notificationUrl: endpoint.url,
    lifecycleNotificationUrl: `${endpoint.url}?lifecycle=1`,
    resource: "/users",
    expirationDateTime: inDays(await now(), 28),
    clientState: "mine",
    ...more,
  };
}

async function subscribe(endpoint: Endpoint, more: object = {}): Promise<Json> {
  const { status, body } = await sandbox.graph("/subscriptions", { body: await wanted(endpoint, more) });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

/** The notifications of one request, the oldest request first. */
function notesOf(endpoint: Endpoint, index: number): readonly Json[] {
  return list((endpoint.notes[index] as Json)["value"]);
}

test("both URLs prove themselves with the decoded token before the subscription is made", async () => {
  await using endpoint = await listenForNotes();
  const made = await subscribe(endpoint);
  assert.equal(made["resource"], "/users");
  assert.equal(made["applicationId"], sandbox.sandbox.clientId);
  assert.equal(endpoint.proofs.length, 2);
  assert.match(String(endpoint.proofs[0]), /^\/notes\?validationToken=Validation%3A\+Testing\+client/);
  assert.match(String(endpoint.proofs[1]), /^\/notes\?lifecycle=1&validationToken=/);
  assert.deepEqual(
    (await subscriptions()).map((each) => each["id"]),
    [made["id"]],
  );
});

test("an endpoint that is wrong, wordy, or slow gets no subscription", async () => {
  await using endpoint = await listenForNotes();
  await set({ validationPatienceMs: 50 });
  for (const proof of [
    { status: 202 },
    { type: "application/json" },
    { text: "Validation%3A+Testing" },
    "silence",
  ] as const) {
    endpoint.proof = proof;
    const { status, body } = await sandbox.graph("/subscriptions", { body: await wanted(endpoint) });
    assert.equal(status, 400, JSON.stringify(proof));
    assert.equal(body["error"]?.["code"], "InvalidRequest");
  }
  assert.deepEqual(await subscriptions(), []);
});

test("an endpoint certified by an authority of its own is told once that authority is trusted", async () => {
  const certificate = await makeCertificate();
  await using endpoint = await listenForNotes(certificate);
  const body = await wanted(endpoint);
  assert.equal((await sandbox.graph("/subscriptions", { body })).status, 400);
  await set({ notificationCa: certificate.caPem });
  await subscribe(endpoint);
  await change({ kind: "updateUser", id: "ada", properties: { department: "secure" } });
  await endpoint.until(1);
});

test("what a subscription cannot say is 400", async () => {
  await using endpoint = await listenForNotes();
  for (const wrong of [
    { changeType: "created" },
    { changeType: "updated,created" },
    { resource: "/servicePrincipals" },
    { resource: "/users/ada/manager" },
    { notificationUrl: "http://example.com/notes" },
    { lifecycleNotificationUrl: "notes" },
    { clientState: "x".repeat(129) },
    { expirationDateTime: inDays(await now(), 29.5) },
    { expirationDateTime: "soon" },
    { expirationDateTime: undefined },
  ]) {
    const { status } = await sandbox.graph("/subscriptions", { body: await wanted(endpoint, wrong) });
    assert.equal(status, 400, JSON.stringify(wrong));
  }
  assert.deepEqual(endpoint.proofs, []);
});

test("what is subscribed to cannot be subscribed to once more", async () => {
  await using endpoint = await listenForNotes();
  await subscribe(endpoint);
  const again = { resource: "Users", changeType: "deleted,updated" };
  const { status } = await sandbox.graph("/subscriptions", { body: await wanted(endpoint, again) });
  assert.equal(status, 409);
  await subscribe(endpoint, { changeType: "deleted" });
  assert.equal((await subscriptions()).length, 2);
});

test("the list of subscriptions does not tell clientState", async () => {
  await using endpoint = await listenForNotes();
  const { id } = await subscribe(endpoint);
  const [listed] = await subscriptions();
  assert.deepEqual({ ...listed }["clientState"], null);
  assert.equal((await sandbox.graph(`/subscriptions/${text(id)}`)).body["clientState"], "mine");
});

test("users need User.Read.All; for groups GroupMember.Read.All is not enough", async () => {
  await using endpoint = await listenForNotes();
  await set({ permissions: ["User.Read.All", "GroupMember.Read.All"] });
  await subscribe(endpoint);
  const groups = await sandbox.graph("/subscriptions", {
    body: await wanted(endpoint, { resource: "groups" }),
  });
  assert.equal(groups.status, 403);
});

test("a change of a user is told with what was subscribed", async () => {
  await using endpoint = await listenForNotes();
  const { id, expirationDateTime } = await subscribe(endpoint);
  await change({ kind: "updateUser", id: "ada", properties: { department: "R&D" } });
  await endpoint.until(1);
  const [note] = notesOf(endpoint, 0);
  const { resourceData, ...told } = note ?? {};
  assert.deepEqual(told, {
    subscriptionId: id,
    subscriptionExpirationDateTime: expirationDateTime,
    clientState: "mine",
    tenantId: sandbox.sandbox.tenantId,
    changeType: "updated",
    resource: "Users/ada",
  });
  assert.equal(resourceData?.["@odata.type"], "#Microsoft.Graph.User");
  assert.equal(resourceData?.["@odata.id"], "Users/ada");
  assert.equal(resourceData?.["id"], "ada");
});

test("creation, soft deletion and restoration are updates; a purge is a deletion", async () => {
  await using endpoint = await listenForNotes();
  await subscribe(endpoint);
  await change(
    { kind: "createUser", id: "bob", properties: {} },
    { kind: "setManager", id: "bob", managerId: "ada" },
    { kind: "softDelete", id: "bob" },
    { kind: "restore", id: "bob" },
    { kind: "updateGroup", id: "team", properties: { displayName: "Crew" } },
  );
  await endpoint.until(1);
  await change({ kind: "purge", id: "bob" });
  await endpoint.until(2);
  assert.deepEqual(
    notesOf(endpoint, 0).map((note) => note["changeType"]),
    ["updated", "updated", "updated", "updated"],
  );
  assert.deepEqual(
    notesOf(endpoint, 1).map((note) => [note["changeType"], note["resource"]]),
    [["deleted", "Users/bob"]],
  );
});

test("who came to a group and who left it is told; assignments are not", async () => {
  await using endpoint = await listenForNotes();
  await subscribe(endpoint, { resource: "groups" });
  await change(
    { kind: "assign", principalId: "ada" },
    { kind: "addMember", groupId: "team", memberId: "ada" },
  );
  await endpoint.until(1);
  await change({ kind: "unassign", principalId: "ada" });
  await change({ kind: "removeMember", groupId: "team", memberId: "ada" });
  await endpoint.until(2);
  assert.deepEqual(
    [0, 1].map((index) => notesOf(endpoint, index).map((note) => note["resourceData"]?.["members@delta"])),
    [[[{ id: "ada" }]], [[{ id: "ada", "@removed": "deleted" }]]],
  );
});

test("a refused or unanswered notification is sent again, then given up", async () => {
  await using endpoint = await listenForNotes();
  await subscribe(endpoint);
  await set({ notificationPatienceMs: 50 });
  endpoint.statuses = [500, "silence", 202];
  await change({ kind: "updateUser", id: "ada", properties: { department: "1" } });
  await endpoint.until(3);
  assert.deepEqual(endpoint.notes[0], endpoint.notes[2]);
  endpoint.statuses = [500, 500, 500];
  await change({ kind: "updateUser", id: "ada", properties: { department: "2" } });
  await endpoint.until(6);
  await change({ kind: "updateUser", id: "ada", properties: { department: "3" } });
  await endpoint.until(7);
  assert.notDeepEqual(endpoint.notes[5], endpoint.notes[6]);
  const statuses = list((await sandbox.control("subscriptions"))["deliveries"]).map((each) => each["status"]);
  assert.deepEqual(statuses.slice(-6), [500, null, 202, 500, 500, 500]);
});

test("a subscription ends at its time unless it is renewed, which proves the endpoint again", async () => {
  await using endpoint = await listenForNotes();
  const { id } = await subscribe(endpoint, { expirationDateTime: inDays(await now(), 2) });
  const path = `/subscriptions/${text(id)}`;
  await sandbox.control("clock", { advanceMs: dayMs });
  const body = { expirationDateTime: inDays(await now(), 2) };
  assert.equal((await sandbox.graph(path, { method: "PATCH", body })).status, 200);
  assert.equal(endpoint.proofs.length, 4);
  await sandbox.control("clock", { advanceMs: 1.5 * dayMs });
  assert.equal((await subscriptions()).length, 1);
  await sandbox.control("clock", { advanceMs: dayMs });
  assert.deepEqual(await subscriptions(), []);
  assert.equal((await sandbox.graph(path)).status, 404);
  await change({ kind: "updateUser", id: "ada", properties: { department: "late" } });
  assert.deepEqual(endpoint.notes, []);
});

test("lifecycle events go to their own URL, and a removed subscription is gone", async () => {
  await using endpoint = await listenForNotes();
  await using other = await listenForNotes();
  const { id } = await subscribe(endpoint, { lifecycleNotificationUrl: other.url });
  await sandbox.control("subscriptions", { event: "missed" });
  await other.until(1);
  await sandbox.control("subscriptions", { event: "subscriptionRemoved", id });
  await other.until(2);
  assert.deepEqual(
    [0, 1].map((index) => notesOf(other, index).map((note) => note["lifecycleEvent"])),
    [["missed"], ["subscriptionRemoved"]],
  );
  assert.equal(notesOf(other, 0)[0]?.["clientState"], "mine");
  assert.deepEqual(endpoint.notes, []);
  assert.deepEqual(await subscriptions(), []);
});

test("nobody is told of what happens while notifications are lost", async () => {
  await using endpoint = await listenForNotes();
  await subscribe(endpoint);
  await set({ notificationsLost: true });
  await change({ kind: "createUser", id: "lost", properties: {} });
  await set({ notificationsLost: false });
  await change({ kind: "createUser", id: "told", properties: {} });
  await endpoint.until(1);
  assert.deepEqual(
    notesOf(endpoint, 0).map((note) => note["resource"]),
    ["Users/told"],
  );
});
