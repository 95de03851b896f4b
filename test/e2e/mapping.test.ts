import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Scimmy, spawnScimmy, spawnScimPatchServer } from "../servers/spawn-scimmy.ts";
import {
  type Directory,
  type MappingJob,
  type MappingJobOptions,
  assertSettled,
  enterprise,
  extensionOf,
  openMappingJob,
  patchByHand,
  person,
  valuesOf,
} from "./mapping-job.ts";

let server: Scimmy;

before(async () => void (server = await spawnScimmy()));
after(() => server[Symbol.asyncDispose]());

function open(options: MappingJobOptions): Promise<MappingJob> {
  return openMappingJob(server, options);
}

test("a direct, a constant and an expression mapping write their values", async () => {
  await using job = await open({
    attributes: `displayName: "[displayName]"
userType: '"Employee"'
nickName: 'ToLower(Join("-", [givenName], [surname]))'`,
  });
  const ada = person("direct", { displayName: "Ada L.", givenName: "Ada", surname: "Lovelace" });
  await job.sync({ users: [ada] });
  const account = await job.account("direct");
  assert.equal(account["displayName"], "Ada L.");
  assert.equal(account["userType"], "Employee");
  assert.equal(account["nickName"], "ada-lovelace");

  await job.sync({ users: [{ ...ada, surname: "King" }] });
  assert.equal((await job.account("direct"))["nickName"], "ada-king");
});

test("a default is written at creation, and never in the place of a value that is cleared later", async () => {
  await using job = await open({
    attributes: `title: { expression: "[jobTitle]", default: Unknown, nulls: clear }
userType: { expression: "[employeeType]", default: Staff }`,
  });
  await job.sync({ users: [person("default")] });
  await assertSettled(job, { users: [person("default")] });
  const created = await job.account("default");
  assert.deepEqual([created["title"], created["userType"]], ["Unknown", "Staff"]);

  await job.sync({ users: [person("default", { jobTitle: "Analyst", employeeType: "Intern" })] });
  const changed = await job.account("default");
  assert.deepEqual([changed["title"], changed["userType"]], ["Analyst", "Intern"]);

  await job.sync({ users: [person("default")] });
  const cleared = await job.account("default");
  assert.deepEqual([cleared["title"], cleared["userType"]], [undefined, "Intern"]);
  await assertSettled(job, { users: [person("default")] });
});

test("a default of nulls: skip is left alone while there is no value", async () => {
  await using job = await open({ attributes: `title: { expression: "[jobTitle]", default: Unknown }` });
  await job.sync({ users: [person("default-skip")] });
  await assertSettled(job, { users: [person("default-skip")] });
  assert.equal((await job.account("default-skip"))["title"], "Unknown");
});

test("apply: create writes a value once, and no later change of it", async () => {
  await using job = await open({ attributes: `nickName: { expression: "[mailNickname]", apply: create }` });
  await job.sync({ users: [person("once", { mailNickname: "first" })] });
  await job.sync({ users: [person("once", { mailNickname: "second" })] }, { all: true });
  assert.equal((await job.account("once"))["nickName"], "first");

  const { id } = await job.account("once");
  await patchByHand(server, id, { op: "replace", path: "nickName", value: "own" });
  await assertSettled(job, { users: [person("once", { mailNickname: "third" })] });
  assert.equal((await job.account("once"))["nickName"], "own");
});

test("nulls: skip keeps a value that is cleared in the directory, nulls: clear takes it away", async () => {
  await using job = await open({
    attributes: `title: "[jobTitle]"
userType: { expression: "[employeeType]", nulls: clear }
name.givenName: { expression: "[givenName]", nulls: clear }
name.familyName: "[surname]"`,
  });
  const full = { jobTitle: "Analyst", employeeType: "Intern", givenName: "Ada", surname: "Lovelace" };
  await job.sync({ users: [person("nulls", full)] });
  const empty = { jobTitle: "", employeeType: " ", surname: null };
  await job.sync({ users: [person("nulls", empty)] });
  const account = await job.account("nulls");
  assert.equal(account["title"], "Analyst");
  assert.equal(account["userType"], undefined);
  assert.deepEqual(account["name"], { familyName: "Lovelace" });
  await assertSettled(job, { users: [person("nulls", empty)] });
});

test("IgnoreFlowIfNullOrEmpty() keeps a value even where the mapping says nulls: clear", async () => {
  await using job = await open({
    attributes: `title: { expression: "IgnoreFlowIfNullOrEmpty([jobTitle])", nulls: clear }`,
  });
  await job.sync({ users: [person("ignored", { jobTitle: "Analyst" })] });
  await job.sync({ users: [person("ignored")] });
  assert.equal((await job.account("ignored"))["title"], "Analyst");
});

test("complex paths with a filter fill their element and leave elements of others alone", async () => {
  await using job = await open({
    attributes: `emails[type eq "work"].value: "[mail]"
phoneNumbers[type eq "mobile"].value: { expression: "[mobile]", nulls: clear }
addresses[type eq "work"].streetAddress: "[streetAddress]"
addresses[type eq "work"].postalCode: { expression: "[postalCode]", nulls: clear }`,
  });
  const at = { streetAddress: "1 Main St", postalCode: "12345" };
  await job.sync({ users: [person("paths", { mail: "a@example.com", mobilePhone: "1", ...at })] });
  const { id } = await job.account("paths");
  const home = { type: "home", value: "home@example.org" };
  await patchByHand(server, id, { op: "add", path: "emails", value: [home] });

  const changed = person("paths", { mail: "b@example.com", streetAddress: "2 Main St" });
  await job.sync({ users: [changed] });
  const account = await job.account("paths");
  const emails = account["emails"] as readonly { readonly type: string; readonly value: string }[];
  assert.deepEqual(emails.map(({ type, value }) => `${type}: ${value}`).toSorted(), [
    "home: home@example.org",
    "work: b@example.com",
  ]);
  assert.deepEqual(account["addresses"], [{ type: "work", streetAddress: "2 Main St" }]);
  assert.deepEqual(account["phoneNumbers"] ?? [], []);
  await assertSettled(job, { users: [changed] });
});

function havingSet(...otherMails: string[]): Directory {
  return { users: [person("set", { otherMails })] };
}

test("a multi-valued attribute is a set that grows, shrinks and empties with the directory", async () => {
  await using job = await open({
    attributes: `entitlements: { expression: "[otherMails]", nulls: clear }`,
  });

  for (const values of [["a", "b", "c"], ["b", "d"], ["d"], ["d", "e", "f"], []]) {
    await job.sync(havingSet(...values));
    assert.deepEqual(valuesOf(await job.account("set"), "entitlements"), values);
  }
  await job.sync(havingSet("x", "y"));
  await assertSettled(job, havingSet("y", "x"));
});

function havingFiltered(...proxyAddresses: string[]): Directory {
  return { users: [person("filtered", { mail: "work@example.com", proxyAddresses })] };
}

test("several values on a path with a filter are a set of elements that pass it", async () => {
  await using job = await open({
    attributes: `emails[type eq "work"].value: "[mail]"
emails[type eq "other"].value: { expression: "[proxyAddresses]", nulls: clear }`,
  });
  for (const values of [["a", "b"], ["b"], ["b", "c", "d"], ["e"], [], ["f", "g"]]) {
    await job.sync(havingFiltered(...values));
    const { emails } = await job.account("filtered");
    assert.deepEqual(
      (emails as readonly Record<string, string>[]).map(({ type, value }) => `${type}: ${value}`).toSorted(),
      [...values.map((value) => `other: ${value}`), "work: work@example.com"],
    );
    await assertSettled(job, havingFiltered(...values));
  }
});

function havingAdds(...otherMails: string[]): Directory {
  return { users: [person("adds", { otherMails })] };
}

test("apply: add gives values to a set and takes none away", async () => {
  await using job = await open({ attributes: `entitlements: { expression: "[otherMails]", apply: add }` });

  await job.sync(havingAdds("a", "b"));
  await job.sync(havingAdds("b", "c"));
  assert.deepEqual(valuesOf(await job.account("adds"), "entitlements"), ["a", "b", "c"]);
  await job.sync(havingAdds());
  assert.deepEqual(valuesOf(await job.account("adds"), "entitlements"), ["a", "b", "c"]);
  await assertSettled(job, havingAdds("c"));
});

function havingExtension(department: string, costCenter: string | null): Directory {
  return {
    users: [person("extension", { department, employeeOrgData: { costCenter } })],
  };
}

test("attributes of the enterprise extension are created, changed and cleared", async () => {
  await using job = await open({
    attributes: `${enterprise}:department: "[department]"
${enterprise}:costCenter: { expression: "[employeeOrgData.costCenter]", nulls: clear }`,
  });

  await job.sync(havingExtension("Sales", "4711"));
  assert.deepEqual(extensionOf(await job.account("extension")), { department: "Sales", costCenter: "4711" });
  await job.sync(havingExtension("Support", "4712"));
  assert.deepEqual(extensionOf(await job.account("extension")), {
    department: "Support",
    costCenter: "4712",
  });
  await job.sync(havingExtension("Support", null));
  assert.deepEqual(extensionOf(await job.account("extension")), { department: "Support" });
  await assertSettled(job, havingExtension("Support", null));
});

function havingOwn(employeeId: string | null): Directory {
  return { users: [person("own", { employeeId, city: "Bern" })] };
}

test("attributes of an extension of one's own are created, changed and cleared", async () => {
  const urn = "urn:ietf:params:scim:schemas:extension:acme:2.0:User";
  await using other = await spawnScimPatchServer();
  await using job = await openMappingJob(other, {
    attributes: `${urn}:badge: { expression: "[employeeId]", nulls: clear }
${urn}:site: "[city]"`,
  });

  await job.sync(havingOwn("4711"));
  const created = await job.account("own");
  assert.deepEqual(extensionOf(created, urn), { badge: "4711", site: "Bern" });
  assert.ok((created["schemas"] as readonly string[]).includes(urn));
  await job.sync(havingOwn("4712"));
  assert.deepEqual(extensionOf(await job.account("own"), urn), { badge: "4712", site: "Bern" });
  await job.sync(havingOwn(null));
  assert.deepEqual(extensionOf(await job.account("own"), urn), { site: "Bern" });
  await assertSettled(job, havingOwn(null));
});

function havingFails(employeeId: string, displayName: string): Directory {
  return {
    users: [
      person("fails", { jobTitle: "Analyst", employeeId, displayName }),
      person("works", { jobTitle: "Analyst", employeeId: "1" }),
    ],
  };
}

test("an expression that fails fails one attribute of one person", async () => {
  await using job = await open({
    attributes: `title: 'Mid([jobTitle], [employeeId], 3)'
displayName: "[displayName]"`,
  });

  await job.sync(havingFails("1", "Ada"));
  await job.sync(havingFails("one", "Grace"), { fails: true });
  const account = await job.account("fails");
  assert.deepEqual([account["title"], account["displayName"]], ["Ana", "Grace"]);
  assert.equal((await job.account("works"))["title"], "Ana");
  assert.match(JSON.stringify(await job.log()), /Mid expects a whole number as its 2nd argument: got/);
});

function havingRequired(jobTitle: string | null): Directory {
  return { users: [person("required", { jobTitle })] };
}

test("required: true creates nobody without the value, and never clears it", async () => {
  await using job = await open({
    attributes: `title: { expression: "[jobTitle]", required: true, nulls: clear }`,
  });

  const { failures } = await job.sync(havingRequired(null), { fails: true });
  assert.deepEqual(
    failures.map(({ code }) => code),
    ["MandatoryFieldsMissing"],
  );
  assert.ok(!(await server.store()).users.some(({ userName }) => userName === "required"));

  await job.sync(havingRequired("Analyst"), { fails: true, all: true });
  assert.equal((await job.account("required"))["title"], "Analyst");
  await job.sync(havingRequired(null), { fails: true });
  assert.equal((await job.account("required"))["title"], "Analyst");
});

test("caseExact says whether a difference in case is written", async () => {
  await using job = await open({
    attributes: `title: { expression: "[jobTitle]", caseExact: false }
nickName: { expression: "[mailNickname]", caseExact: true }`,
  });
  await job.sync({ users: [person("case", { jobTitle: "Analyst", mailNickname: "ada" })] });
  await job.sync({ users: [person("case", { jobTitle: "ANALYST", mailNickname: "ADA" })] });
  const account = await job.account("case");
  assert.deepEqual([account["title"], account["nickName"]], ["Analyst", "ADA"]);
});

function havingSwitch(displayName: string): Directory {
  return {
    users: [person("switch", { companyName: "Contoso", displayName })],
  };
}

test("Switch() keeps its value when another attribute changes", async () => {
  await using job = await open({
    attributes: `title: { expression: 'Switch([companyName], "External", "Contoso", "Staff")', nulls: clear }
displayName: "[displayName]"`,
  });

  await job.sync(havingSwitch("Ada"));
  await job.sync(havingSwitch("Grace"));
  const account = await job.account("switch");
  assert.deepEqual([account["title"], account["displayName"]], ["Staff", "Grace"]);
});

test("a mapping that reads the clock is written anew when the clock says so, though nothing has changed", async () => {
  await using job = await open({
    attributes: `title: 'IIF(DateDiff("d", Now(), CDate([employeeLeaveDateTime])) > 7, "Staff", "Leaving")'`,
  });
  const directory = { users: [person("clock", { employeeLeaveDateTime: "2026-12-31T00:00:00Z" })] };
  await job.sync(directory, { now: "2026-12-01T08:00:00Z" });
  assert.equal((await job.account("clock"))["title"], "Staff");
  await job.sync(directory, { now: "2026-12-27T08:00:00Z" });
  assert.equal((await job.account("clock"))["title"], "Leaving");
});

test("Guid() is written at creation and stays", async () => {
  await using job = await open({ attributes: `externalId: "Guid()"` });
  await job.sync({ users: [person("guid")] });
  const { externalId } = await job.account("guid");
  assert.match(String(externalId), /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  await assertSettled(job, { users: [person("guid")] });
  await job.sync({ users: [person("guid", { displayName: "Ada" })] });
  assert.equal((await job.account("guid"))["externalId"], externalId);
});
