import assert from "node:assert/strict";
import { test } from "node:test";
import { StopError } from "../../../src/rules/stop-error.ts";
import { ofKind, readAll } from "../read-all.ts";
import { makeFolder } from "./folder.ts";

const { signal } = new AbortController();
const ada = { id: "u1", userPrincipalName: "ada@example.com" };
const direct = { principalId: "u1", principalType: "User", appRoleId: "r1" };
const sales = { id: "g1", displayName: "Sales", members: ["u1", "g2"] };
const team = { id: "g2", displayName: "Team", members: [] };
const admin = { id: "r1", value: "Admin", displayName: "Administrator", isEnabled: true };
const plain = { id: "r2", value: "", displayName: "Beholder" };
for (const [name, content] of [
  ["people.json", { users: [ada], assignments: [direct], appRoles: [admin, plain] }],
  [
    "people.ndjson",
    [
      { user: ada },
      { assignment: { ...direct, appRoleId: "defined nowhere" } },
      { role: admin },
      { role: plain },
      { end: { users: 1, groups: 0, assignments: 1 } },
    ],
  ],
  [
    "counted.ndjson",
    [{ role: plain }, { role: admin }, { end: { users: 0, groups: 0, assignments: 0, roles: 2 } }],
  ],
] as const) {
  test(`read() reports the roles in ${name}, wherever they stand`, async () => {
    await using folder = await makeFolder();
    await using source = await folder.source(name, content);
    const { records, end } = await readAll(source);
    assert.deepEqual(end.doubts, []);
    assert.deepEqual(
      ofKind(records, "role").toSorted((a, b) => a.id.localeCompare(b.id)),
      [
        { kind: "role", id: "r1", value: "Admin", displayName: "Administrator" },
        { kind: "role", id: "r2", value: null, displayName: "Beholder" },
      ],
    );
  });
}

test("read() stops where a group that rules ask about is missing, or there several times", async () => {
  await using folder = await makeFolder();
  const groups = [sales, team, { ...team, id: "g3", displayName: "TEAM" }, { ...team, id: "g2b" }];
  const gone = { id: "g4", displayName: "Old", members: [], deletedDateTime: "2026-01-02T03:04:05Z" };
  const content = { users: [ada], groups: [...groups, gone] };
  async function refusal(name: string): Promise<StopError> {
    await using source = await folder.source("people.json", content, { groups: ["sales", name] });
    try {
      await readAll(source);
    } catch (error) {
      assert.ok(error instanceof StopError);
      return error;
    }
    return assert.fail(`${name} is not missed`);
  }
  await using source = await folder.source("people.json", content, { groups: ["sales", "g3", "G1"] });
  assert.equal((await readAll(source)).end.complete, true);
  for (const [name, message] of [
    ["Nobody", /there is no group "Nobody", which the job's rules ask about$/],
    ["Old", /there is no group "Old"/],
    ["team", /3 groups go by "team"/],
  ] as const) {
    const { code, message: text, cure } = await refusal(name);
    assert.equal(code, "sourceMissing");
    assert.match(text, message);
    assert.match(cure, /Correct the name in the job/);
  }
  const [check] = await Array.fromAsync(
    (await folder.source("people.json", content, { groups: ["Nobody"] })).check({ signal }),
  );
  assert.equal(check?.ok, false);
});

test("read() stops where somebody has a role that the file does not define, if rules ask about roles", async () => {
  await using folder = await makeFolder();
  const none = { ...direct, id: "a2", appRoleId: "00000000-0000-0000-0000-000000000000" };
  const content = { users: [ada], assignments: [direct, none], appRoles: [plain] };
  await using asking = await folder.source("people.json", content, { roles: true });
  await assert.rejects(readAll(asking), {
    code: "sourceIncomplete",
    message:
      /an assignment has the role "r1", which is not in the file, and the job's rules ask about roles$/,
  });
  await using defined = await folder.source(
    "defined.json",
    { ...content, appRoles: [plain, admin] },
    { roles: true },
  );
  assert.equal((await readAll(defined)).end.complete, true);
  await using careless = await folder.source("people.json", content);
  assert.equal((await readAll(careless)).end.complete, true);
});
