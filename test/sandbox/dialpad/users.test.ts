import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { defaultDialpadOptions } from "../../../src/sandbox/dialpad/options.ts";
import { type Answer, connect, type Json, list, text } from "../connect.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const sandbox = await connect({ people: "none" });
after(() => sandbox[Symbol.asyncDispose]());

let serial = 0;

beforeEach(async () => await set({ ...defaultDialpadOptions, rateLimit: 10_000 }));

async function set(options: object): Promise<void> {
  await sandbox.control("dialpad", { kind: "options", options });
}

function person(attributes: object = {}): Record<string, unknown> {
  serial += 1;
  return { userName: `p${serial}@meridian.example`, active: true, ...attributes };
}

async function create(attributes: object = {}): Promise<Json> {
  const { status, body } = await sandbox.scim("POST", "/Users", person(attributes));
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

async function patch(id: unknown, ...Operations: object[]): Promise<Answer> {
  return await sandbox.scim("PATCH", `/Users/${String(id)}`, { Operations });
}

/** The account as the server keeps it. */
async function account(id: unknown): Promise<Json | undefined> {
  const { accounts } = await sandbox.control("dialpad");
  return list(accounts).find((one) => text(one["id"]) === id);
}

async function officeOf(extension: object, attributes: object = {}): Promise<string | undefined> {
  const { id } = await create({ [enterprise]: extension, ...attributes });
  const officeId = text((await account(id))?.["officeId"]);
  return defaultDialpadOptions.offices.find((office) => office.id === officeId)?.name;
}

test("a request without a good key is 401, with a key of no administrator 403", async () => {
  const url = `${sandbox.sandbox.dialpadUrl}/Users`;
  async function asked(key: string): Promise<number> {
    return (await sandbox.send("GET", url, { headers: { authorization: `Bearer ${key}` } })).status;
  }
  assert.equal((await sandbox.send("GET", url)).status, 401);
  assert.equal(await asked("unknown"), 401);
  await sandbox.control("dialpad", [
    { kind: "key", key: "agent", state: { admin: false } },
    { kind: "key", key: "old", state: { expiresAt: 0 } },
    { kind: "key", key: "stolen", state: { revoked: true } },
  ]);
  assert.deepEqual([await asked("agent"), await asked("old"), await asked("stolen")], [403, 401, 401]);
});

test("a filter for nobody is an empty list, as Entra's connection test expects", async () => {
  const { status, body } = await sandbox.scim("GET", '/Users?filter=userName eq "nobody@meridian.example"');
  assert.equal(status, 200);
  assert.equal(body["totalResults"], 0);
});

test("a created user is pending, active, numbered and licensed", async () => {
  const { status, headers, body } = await sandbox.scim("POST", "/Users", person());
  assert.equal(status, 201);
  assert.equal(headers["location"], `${sandbox.sandbox.dialpadUrl}/Users/${text(body["id"])}`);
  assert.match(text(body["id"]), /^\d+$/);
  assert.equal(body["active"], true);
  assert.equal(list(body["phoneNumbers"])[0]?.["type"], "Dialpad");
  assert.equal(body[enterprise]?.["licenseType"], "Dialpad_Ai Voice");
  assert.equal((await account(body["id"]))?.["state"], "pending");
});

test("a user of the contact centre gets no number", async () => {
  const body = await create({ [enterprise]: { licenseType: "Dialpad_Support" } });
  assert.equal("phoneNumbers" in body, false);
});

test("unknown attributes are dropped, or echoed where that is how it is set", async () => {
  const body = await create({ nickName: "x", phoneNumbers: [{ type: "work", value: "+1" }] });
  assert.equal("nickName" in body, false);
  assert.equal(list(body["phoneNumbers"])[0]?.["type"], "Dialpad");
  await set({ echoUnknown: true });
  assert.equal((await create({ nickName: "x" }))["nickName"], "x");
  assert.equal((await create({ [enterprise]: { costCenter: "7" } }))[enterprise]?.["costCenter"], "7");
});

test("an address outside the company's domains is refused", async () => {
  const foreign = person({ userName: "ada@elsewhere.example" });
  const { status, body } = await sandbox.scim("POST", "/Users", foreign);
  assert.equal(status, 400);
  assert.equal(body["scimType"], "invalidValue");
  await set({ foreignDomainStatus: 403 });
  assert.equal((await sandbox.scim("POST", "/Users", foreign)).status, 403);
  assert.equal((await sandbox.scim("POST", "/Users", person({ userName: "ada" }))).status, 400);
});

test("an address that somebody has, or had, is 409 uniqueness whatever its case", async () => {
  const { id, userName } = await create();
  const twin = await sandbox.scim("POST", "/Users", { userName: text(userName).toUpperCase() });
  assert.equal(twin.status, 409);
  assert.equal(twin.body["scimType"], "uniqueness");
  await patch(id, { op: "replace", path: "userName", value: "renamed@meridian.example" });
  assert.equal((await sandbox.scim("POST", "/Users", { userName })).status, 409);
});

test("the office comes from its exact name, else from the country, else the best match", async () => {
  assert.equal(await officeOf({ officeName: "Berlin" }), "Berlin");
  assert.equal(await officeOf({ physicalDeliveryOfficeName: "London" }), "London");
  assert.equal(await officeOf({ department: "Austin" }), "Austin");
  assert.equal(
    await officeOf({ officeName: "berlin" }, { addresses: [{ type: "work", country: "GB" }] }),
    "London",
  );
  assert.equal(await officeOf({}, { addresses: [{ type: "work", country: "India" }] }), "Bengaluru");
  assert.equal(await officeOf({ officeName: "Lisbon" }), "San Francisco");
  await set({ officeField: "officeName" });
  assert.equal(await officeOf({ department: "Austin" }), "San Francisco");
  await set({ officeMismatch: "reject" });
  const refused = await sandbox.scim("POST", "/Users", person({ [enterprise]: { officeName: "Lisbon" } }));
  assert.equal(refused.status, 400);
});

test("a change of office moves the user, and costs the number abroad", async () => {
  const { id } = await create({ [enterprise]: { officeName: "Austin" } });
  const near = await patch(id, { op: "replace", path: `${enterprise}:officeName`, value: "San Francisco" });
  assert.equal(list(near.body["phoneNumbers"]).length, 1);
  const abroad = await patch(id, { op: "replace", path: `${enterprise}:officeName`, value: "London" });
  assert.equal("phoneNumbers" in abroad.body, false);
  await set({ officeChange: "ignore" });
  await patch(id, { op: "replace", path: `${enterprise}:officeName`, value: "Berlin" });
  assert.equal((await account(id))?.["officeId"], defaultDialpadOptions.offices[2]?.id);
});

test("suspending keeps the number and frees the licence; activating needs one again", async () => {
  const [first] = defaultDialpadOptions.offices;
  const office = { ...first, name: "Tiny", licenses: { "Dialpad_Ai Voice": 1 } };
  await set({ offices: [office], noLicenseLeft: "403" });
  for (const { id } of list((await sandbox.control("dialpad"))["accounts"]))
    await sandbox.scim("DELETE", `/Users/${text(id)}`);
  const ada = await create();
  assert.equal((await sandbox.scim("POST", "/Users", person())).status, 403);
  const off = await patch(ada["id"], { op: "Replace", path: "active", value: "False" });
  assert.equal(off.body["active"], false);
  assert.equal(list(off.body["phoneNumbers"]).length, 1);
  assert.equal((await account(ada["id"]))?.["state"], "suspended");
  const bob = await create();
  assert.equal((await patch(ada["id"], { op: "replace", path: "active", value: true })).status, 403);
  await sandbox.scim("DELETE", `/Users/${text(bob["id"])}`);
  const on = await patch(ada["id"], { op: "replace", path: "active", value: true });
  assert.equal(on.body["active"], true);
  assert.equal((await account(ada["id"]))?.["state"], "active");
});

test("a suspended user is found, with active false", async () => {
  const { id, userName } = await create();
  await patch(id, { op: "replace", value: { active: false } });
  const { body } = await sandbox.scim("GET", `/Users?filter=userName eq "${text(userName)}"`);
  assert.equal(list(body["Resources"])[0]?.["active"], false);
});

test("licenceType is applied, ignored where it is unknown, and dropped where Entra's way is mimicked", async () => {
  const { id } = await create();
  const path = `${enterprise}:licenseType`;
  await patch(id, { op: "replace", path, value: "Dialpad_Ai Sales" });
  assert.equal((await account(id))?.["license"], "Dialpad_Ai Sales");
  await patch(id, { op: "replace", path, value: "Dialpad_Talk" });
  assert.equal((await account(id))?.["license"], "Dialpad_Ai Sales");
  await set({ unknownLicense: "reject" });
  assert.equal((await patch(id, { op: "replace", path, value: "Dialpad_Talk" })).status, 400);
  await set({ ignoreLicenseType: true });
  const { body } = await patch(id, { op: "replace", path, value: "Dialpad_Support" });
  assert.equal((await account(id))?.["license"], "Dialpad_Ai Sales");
  assert.equal("licenseType" in (body[enterprise] ?? {}), false);
});

test("a change of userName keeps the old address as an alias, or is refused", async () => {
  const { id, userName } = await create();
  const op = { op: "replace", path: "userName", value: `${text(id)}@meridian.example` };
  await set({ userNameChange: "reject" });
  assert.equal((await patch(id, op)).status, 400);
  await set({ userNameChange: "keepAsAlias" });
  assert.equal((await patch(id, op)).body["userName"], op.value);
  assert.deepEqual((await account(id))?.["aliases"], [userName]);
});

test("a PATCH is understood in the standard's form and in both of Entra's", async () => {
  const { id } = await create({ emails: [{ type: "work", value: "work@meridian.example" }] });
  await patch(id, { op: "replace", path: "name.givenName", value: "Ada" });
  await patch(id, { op: "Add", path: 'emails[type eq "work"].value', value: "other@meridian.example" });
  const { body } = await patch(id, {
    op: "Add",
    value: { "name.familyName": "Lovelace", [`${enterprise}:department`]: "Support", active: "False" },
  });
  assert.equal(body["displayName"], "Ada Lovelace");
  assert.deepEqual(body["emails"], [{ type: "work", value: "other@meridian.example", primary: true }]);
  assert.equal(body[enterprise]?.["department"], "Support");
  assert.equal(body["active"], false);
  await patch(id, { op: "remove", path: "name.familyName" });
  assert.equal((await sandbox.scim("GET", `/Users/${text(id)}`)).body["displayName"], "Ada");
  await set({ patchDialect: "rfc7644" });
  assert.equal((await patch(id, { op: "Replace", path: "title", value: "x" })).status, 400);
});

test("a PATCH of an e-mail that is not there makes it, or is noTarget", async () => {
  const { id } = await create();
  await set({ missingElement: "noTarget" });
  const op = {
    op: "replace",
    path: 'emails[type eq "work"].value',
    value: `e${text(id)}@meridian.example`,
  };
  assert.equal((await patch(id, op)).body["scimType"], "noTarget");
  await set({ missingElement: "create" });
  assert.equal(list((await patch(id, op)).body["emails"]).length, 1);
});

test("a deleted user is gone, holds address and number for 72 hours, and is purged then", async () => {
  const { id, userName } = await create();
  const number = (await account(id))?.["number"];
  assert.equal((await sandbox.scim("DELETE", `/Users/${text(id)}`)).status, 204);
  assert.equal((await sandbox.scim("GET", `/Users/${text(id)}`)).status, 404);
  assert.equal(
    (await sandbox.scim("GET", `/Users?filter=userName eq "${text(userName)}"`)).body["totalResults"],
    0,
  );
  assert.equal((await sandbox.scim("POST", "/Users", { userName })).status, 409);
  await set({ recreateDeleted: "restore" });
  assert.equal((await create({ userName }))["id"], id);
  await sandbox.scim("DELETE", `/Users/${text(id)}`);
  await set({ recreateDeleted: "createNew" });
  const anew = await create({ userName });
  assert.notEqual(anew["id"], id);
  assert.notEqual(list(anew["phoneNumbers"])[0]?.["value"], number);
  await sandbox.control("clock", { advanceMs: 72 * 3_600_000 });
  assert.equal(await account(id), undefined);
});

test("PUT is refused, or replaces the user where that is how it is set", async () => {
  const body = await create({ title: "Agent" });
  const whole = { userName: body["userName"], active: true };
  assert.equal((await sandbox.scim("PUT", `/Users/${text(body["id"])}`, whole)).status, 405);
  await set({ put: "replace" });
  const put = await sandbox.scim("PUT", `/Users/${text(body["id"])}`, whole);
  assert.equal("title" in put.body, false);
  assert.equal(list(put.body["phoneNumbers"]).length, 1);
});

test("filters are eq on a few attributes; others are invalidFilter or find nothing", async () => {
  const body = await create({
    externalId: "x-1",
    emails: [{ type: "work", value: "mail@meridian.example" }],
  });
  for (const filter of [
    `userName eq "${text(body["userName"]).replace("p", "P")}"`,
    'emails[type eq "work"].value eq "mail@meridian.example"',
    'externalId eq "x-1"',
    `id eq "${text(body["id"])}"`,
  ]) {
    assert.equal((await sandbox.scim("GET", `/Users?filter=${filter}`)).body["totalResults"], 1, filter);
  }
  const unsupported = await sandbox.scim("GET", '/Users?filter=title eq "x"');
  assert.equal(unsupported.status, 400);
  assert.equal(unsupported.body["scimType"], "invalidFilter");
  await set({ unsupportedFilter: "noHits" });
  assert.equal((await sandbox.scim("GET", '/Users?filter=title eq "x"')).body["totalResults"], 0);
});

test("a listing pages by startIndex and count, at most 100 at a time", async () => {
  await using big = await connect({ people: "none", dialpad: { rateLimit: 10_000 } });
  for (let index = 0; index < 103; index += 1) {
    await big.scim("POST", "/Users", { userName: `u${index}@meridian.example` });
  }
  const page = (await big.scim("GET", "/Users?count=500")).body;
  assert.deepEqual(
    [page["totalResults"], page["itemsPerPage"], list(page["Resources"]).length],
    [103, 100, 100],
  );
  assert.equal(list((await big.scim("GET", "/Users?startIndex=101&count=100")).body["Resources"]).length, 3);
  await big.control("dialpad", { kind: "options", options: { oversizedPage: "sometimes400" } });
  const statuses: number[] = [];
  for (let turn = 0; turn < 10; turn += 1) statuses.push((await big.scim("GET", "/Users?count=101")).status);
  assert.equal(statuses.filter((status) => status === 400).length, 2);
});
