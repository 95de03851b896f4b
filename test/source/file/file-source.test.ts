import assert from "node:assert/strict";
import { appendFile, rm } from "node:fs/promises";
import { test } from "node:test";
import { StopError } from "../../../src/rules/stop-error.ts";
import { createFileSource } from "../../../src/source/file/file-source.ts";
import { nothingKnown, ofKind, readAll, readOptions } from "../read-all.ts";
import { makeFolder } from "./folder.ts";

const { signal } = new AbortController();
const ada = { id: "u1", userPrincipalName: "ada@example.com", manager: { id: "u2" } };
const bob = { id: "u2", userPrincipalName: "bob@example.com", deletedDateTime: "2026-01-02T03:04:05Z" };
const sales = { id: "g1", displayName: "Sales", members: ["u1", "g2"] };
const team = { id: "g2", displayName: "Team", members: [] };
const assigned = { principalId: "g1", principalType: "Group" };
const direct = { principalId: "u1", principalType: "User", appRoleId: "r1" };
const directory = { users: [ada, bob], groups: [sales, team], assignments: [assigned, direct] };
const lines = [
  { user: ada },
  { user: bob },
  { group: team },
  { group: sales },
  { assignment: assigned },
  { assignment: direct },
  { end: { users: 2, groups: 2, assignments: 2 } },
];

for (const [name, content] of [
  ["people.json", directory],
  ["people.ndjson", lines],
] as const) {
  test(`read() reports everything in ${name}`, async () => {
    await using folder = await makeFolder();
    await using source = await folder.source(name, content);
    const { records, end } = await readAll(source);

    assert.deepEqual(end, { complete: true, doubts: [], warnings: [], watermark: null });
    const objects = ofKind(records, "object").map(({ type, id, state }) => `${type} ${id} ${state}`);
    assert.deepEqual(
      new Set(objects),
      new Set(["user u1 active", "user u2 softDeleted", "group g1 active", "group g2 active"]),
    );
    assert.deepEqual(ofKind(records, "object").find(({ id }) => id === "u1")?.attributes, ada);
    assert.deepEqual(ofKind(records, "object").find(({ id }) => id === "g1")?.attributes, {
      id: "g1",
      displayName: "Sales",
    });
    const members = ofKind(records, "members").flatMap((record) => record.members);
    assert.deepEqual(
      members.toSorted((a, b) => a.id.localeCompare(b.id)),
      [
        { id: "g2", type: "group" },
        { id: "u1", type: "user" },
      ],
    );
    assert.deepEqual(ofKind(records, "assignment"), [
      { kind: "assignment", id: "g1/", principalId: "g1", principalType: "Group", appRoleId: null },
      { kind: "assignment", id: "u1/r1", principalId: "u1", principalType: "User", appRoleId: "r1" },
    ]);
    assert.equal(source.identity, `file:${folder.path(name)}`);
  });
}

test("read() gives pages of 500 records, whatever the size of the file", async () => {
  await using folder = await makeFolder();
  const users = Array.from({ length: 5000 }, (_, index) => ({
    user: { id: `u${index}`, displayName: "é".repeat(99) },
  }));
  const end = { end: { users: 5000, groups: 0, assignments: 0 } };
  await using source = await folder.source("people.ndjson", [...users, end]);
  const { pages, records } = await readAll(source);
  assert.ok(pages.every((size) => size <= 500));
  assert.equal(records.length, 5000);
  assert.ok(
    ofKind(records, "object").every(({ attributes }) => attributes["displayName"] === "é".repeat(99)),
  );
});

test("read() says which groups have no members, and a second look is not needed", async () => {
  await using folder = await makeFolder();
  await using source = await folder.source("people.json", { users: [ada], groups: [team] });
  const { records } = await readAll(source, { watermark: "any", complete: false });
  assert.deepEqual(ofKind(records, "members"), [{ kind: "members", groupId: "g2", members: [] }]);
  assert.equal(source.confirmAfterMs, null);
  assert.deepEqual(
    await Array.fromAsync(
      source.readAgain({ assignments: true, groups: ["g2"] }, { known: nothingKnown, signal }),
    ),
    [],
  );
});

test("read() splits a large group", async () => {
  await using folder = await makeFolder();
  const users = Array.from({ length: 2500 }, (_, index) => ({ id: `u${index}` }));
  const group = { id: "g", members: users.map(({ id }) => id) };
  await using source = await folder.source("people.json", { users, groups: [group] });
  const { records } = await readAll(source);
  const sizes = ofKind(records, "members").map(({ members }) => members.length);
  assert.deepEqual(sizes, [1000, 1000, 500]);
});

test("read() takes groups and assignments that come before the users they name", async () => {
  await using folder = await makeFolder();
  const upside = [...lines.slice(0, -1).toReversed(), ...lines.slice(-1)];
  await using source = await folder.source("people.ndjson", upside);
  const { records, end } = await readAll(source);
  assert.deepEqual(end.doubts, []);
  const members = ofKind(records, "members").flatMap((record) => record.members);
  assert.deepEqual(members, [
    { id: "u1", type: "user" },
    { id: "g2", type: "group" },
  ]);
});

test("read() doubts a file with members or assignments that are not in it", async () => {
  await using folder = await makeFolder();
  await using source = await folder.source("people.json", {
    users: [ada],
    groups: [{ id: "g1", displayName: "Sales", members: ["u1", "u9"] }],
    assignments: [
      { principalId: "u8", principalType: "User" },
      { principalId: "u1", principalType: "Group" },
    ],
  });
  const { records, end } = await readAll(source);
  assert.deepEqual(end.doubts, [
    'an assignment names the user "u8", which is not in the file',
    'an assignment names the group "u1", which is not in the file',
    'the group "Sales" has the member "u9", which is not in the file',
  ]);
  assert.deepEqual(
    ofKind(records, "members").flatMap(({ members }) => members),
    [{ id: "u1", type: "user" }],
  );
});

test("read() doubts a file that does not say who is in a group", async () => {
  await using folder = await makeFolder();
  await using source = await folder.source("people.json", { users: [], groups: [{ id: "g1" }] });
  const { end } = await readAll(source);
  assert.deepEqual(end.doubts, ['the group "g1" does not say who its members are']);
});

test("read() names five doubts and counts the others", async () => {
  await using folder = await makeFolder();
  const members = Array.from({ length: 8 }, (_, index) => `u${index}`);
  await using source = await folder.source("people.json", { users: [], groups: [{ id: "g1", members }] });
  const { end } = await readAll(source);
  assert.equal(end.doubts.length, 6);
  assert.equal(end.doubts.at(-1), "and 3 more of the kind");
});

const whole = lines.map((line) => JSON.stringify(line)).join("\n");
const faults: readonly (readonly [string, string, unknown, RegExp])[] = [
  ["an empty file", "a.json", "", /it is empty$/],
  ["an empty list of lines", "a.ndjson", " \n", /it is empty$/],
  [
    "a file that is cut off",
    "a.json",
    JSON.stringify(directory).slice(0, -20),
    /it is cut off or not JSON: /,
  ],
  ["a file of another shape", "a.json", "[1, 2]", /it should be an object: got \[1,2\]$/],
  ["a file with an unknown key", "a.json", { users: [], assignment: [] }, /unknown key "assignment"$/],
  ["a file without users", "a.json", { groups: [] }, /it has no "users"$/],
  ["users that are no list", "a.json", { users: {} }, /"users" should be a list: got {}$/],
  [
    "a user without an id",
    "a.json",
    { users: [ada, {}] },
    /users\[1\]: "id" should be a text that is not empty: got nothing$/,
  ],
  [
    "a user that is no object",
    "a.json",
    { users: ["u1"] },
    /users\[0\]: a user should be an object: got "u1"$/,
  ],
  [
    "an accountEnabled that is a text",
    "a.json",
    { users: [{ id: "u", accountEnabled: "false" }] },
    /users\[0\]: "accountEnabled" should be true or false: got "false"$/,
  ],
  [
    "a manager without an id",
    "a.json",
    { users: [{ id: "u", manager: "v" }] },
    /"manager" should be {"id": …}: got "v"$/,
  ],
  [
    "a deletion that is no time",
    "a.json",
    { users: [{ id: "u", deletedDateTime: 7 }] },
    /"deletedDateTime" should be/,
  ],
  [
    "members that are no ids",
    "a.json",
    { users: [], groups: [{ id: "g", members: [{ id: "u" }] }] },
    /groups\[0\]: "members" should be a list of ids/,
  ],
  [
    "an assignment of another type",
    "a.json",
    { users: [], assignments: [{ principalId: "u", principalType: "Device" }] },
    /assignments\[0\]: "principalType" should be "User" or "Group": got "Device"$/,
  ],
  ["an id that is there twice", "a.json", { users: [ada, ada] }, /the id "u1" is there twice$/],
  [
    "lines without an end line",
    "a.ndjson",
    lines.slice(0, -1),
    /it is cut off: the end line is missing after line/,
  ],
  ["a line that is cut off", "a.ndjson", whole.slice(0, -10), /line 7: it is cut off or not JSON: /],
  [
    "a line after the end line",
    "a.ndjson",
    [...lines, { user: { id: "u3" } }],
    /line 8: there is more after the end line$/,
  ],
  [
    "a line of another shape",
    "a.ndjson",
    [{ person: {} }],
    /line 1: it should be one {"user":…}, .*: got {"person":{}}$/,
  ],
  ["a line with a faulty user", "a.ndjson", [{ user: ada }, { user: {} }], /line 2: "id" should be a text/],
  [
    "an end line with other counts",
    "a.ndjson",
    lines.slice(1),
    /its end line says 2 users, 2 groups and 2 assignments: it has 1 user, 2 groups and 2 assignments$/,
  ],
  [
    "an end line without counts",
    "a.ndjson",
    [{ end: { users: 0 } }],
    /"end.groups" should be a whole number: got nothing$/,
  ],
  [
    "roles that are no list",
    "a.json",
    { users: [], appRoles: { id: "r1" } },
    /"appRoles" should be a list: got {"id":"r1"}$/,
  ],
  [
    "a role without an id",
    "a.json",
    { users: [], appRoles: [{ displayName: "Admin" }] },
    /appRoles\[0\]: "id" should be a text that is not empty: got nothing$/,
  ],
  [
    "a role without a name",
    "a.ndjson",
    [{ role: { id: "r1", value: "Admin" } }],
    /line 1: "displayName" should be a text that is not empty: got nothing$/,
  ],
  [
    "a role whose value is no text",
    "a.json",
    { users: [], appRoles: [{ id: "r1", displayName: "Admin", value: 7 }] },
    /appRoles\[0\]: "value" should be a text that is not empty: got 7$/,
  ],
  [
    "a role that is there twice",
    "a.json",
    {
      users: [],
      appRoles: [
        { id: "r1", displayName: "A" },
        { id: "r1", displayName: "B" },
      ],
    },
    /the id "r1" is there twice$/,
  ],
  [
    "an end line with another number of roles",
    "a.ndjson",
    [{ end: { users: 0, groups: 0, assignments: 0, roles: 1 } }],
    /its end line says 0 users, 0 groups, 0 assignments and 1 role: it has 0 users, 0 groups and 0 assignments$/,
  ],
  ["text that is not UTF-8", "a.json", new Uint8Array([0x7b, 0xff, 0x7d]), /it is not UTF-8$/],
];

for (const [what, name, content, message] of faults) {
  test(`read() stops at ${what}`, async () => {
    await using folder = await makeFolder();
    await using source = await folder.source(name, content);
    await assert.rejects(readAll(source), (error) => {
      assert.ok(error instanceof StopError);
      assert.equal(error.code, "sourceIncomplete");
      assert.match(error.message, message);
      assert.ok(error.message.startsWith(`Cannot read the directory from ${folder.path(name)}: `));
      assert.notEqual(error.cure, "");
      return true;
    });
  });
}

test("read() stops at a file that is missing", async () => {
  await using folder = await makeFolder();
  await using source = createFileSource({
    config: { type: "file", path: folder.path("a.json") },
    rules: { groupsRead: [], user: { relations: [] }, group: null },
  });
  await assert.rejects(readAll(source), { code: "sourceIncomplete", message: /there is no such file$/ });
});

test("read() stops at a folder", async () => {
  await using folder = await makeFolder();
  await using source = createFileSource({
    config: { type: "file", path: folder.path(".") },
    rules: { groupsRead: [], user: { relations: [] }, group: null },
  });
  await assert.rejects(readAll(source), { code: "sourceIncomplete" });
});

test("read() stops at a file that is written to while it is read", async () => {
  await using folder = await makeFolder();
  const users = Array.from({ length: 2000 }, (_, index) => ({ user: { id: `u${index}` } }));
  const end = { end: { users: 2000, groups: 0, assignments: 0 } };
  await using source = await folder.source("people.ndjson", [...users, end]);
  const reading = source.read(readOptions({ signal }));
  await reading.next();
  await appendFile(folder.path("people.ndjson"), "\n");
  await assert.rejects(
    async () => {
      while ((await reading.next()).done !== true);
    },
    { code: "sourceIncomplete", message: /it was written to while it was read$/ },
  );
});

test("read() ends when it is aborted", async () => {
  await using folder = await makeFolder();
  await using source = await folder.source("people.json", directory);
  const reading = source.read(readOptions({ signal: AbortSignal.abort(new Error("enough")) }));
  await assert.rejects(reading.next(), /enough/);
});

test("locate() finds who is in the file and holds everybody else for permanently deleted", async () => {
  await using folder = await makeFolder();
  await using source = await folder.source("people.ndjson", lines);
  const expected = [
    { kind: "hardDeleted" },
    { kind: "softDeleted", attributes: bob },
    { kind: "active", attributes: ada },
  ];
  assert.deepEqual(await source.locate("user", ["u9", "u2", "u1"], { signal }), expected);
  await readAll(source);
  assert.deepEqual(await source.locate("user", ["u9", "u2", "u1"], { signal }), expected);
  assert.deepEqual(await source.locate("group", ["u1"], { signal }), [{ kind: "hardDeleted" }]);
});

test("locate() sees that the file was written anew since it was read", async () => {
  await using folder = await makeFolder();
  await using source = await folder.source("people.json", directory);
  await readAll(source);
  await folder.source("people.json", { users: [ada, { id: "u3" }] });
  const [found] = await source.locate("user", ["u3"], { signal });
  assert.deepEqual(found, { kind: "active", attributes: { id: "u3" } });
  await rm(folder.path("people.json"));
  await assert.rejects(source.locate("user", ["u3"], { signal }), { code: "sourceIncomplete" });
});

test("check() counts what is in a complete file", async () => {
  await using folder = await makeFolder();
  await using source = await folder.source("people.json", directory);
  const checks = await Array.fromAsync(source.check({ signal }));
  assert.equal(checks.length, 1);
  assert.equal(checks[0]?.ok, true);
  assert.match(checks[0]?.details ?? "", /is complete: 2 users, 2 groups and 2 assignments$/);
});

test("check() reports what stops a read, with its cure", async () => {
  await using folder = await makeFolder();
  await using source = await folder.source("people.json", "{");
  const [check] = await Array.fromAsync(source.check({ signal }));
  assert.equal(check?.ok, false);
  assert.match(check?.details ?? "", /cut off/);
  assert.notEqual(check?.cure, null);
});

test("check() reports doubts", async () => {
  await using folder = await makeFolder();
  await using source = await folder.source("people.json", {
    users: [],
    groups: [{ id: "g", members: ["u1"] }],
  });
  const checks = await Array.fromAsync(source.check({ signal }));
  assert.deepEqual(
    checks.map(({ name, ok }) => [name, ok]),
    [
      ["file", true],
      ["references", false],
    ],
  );
});
