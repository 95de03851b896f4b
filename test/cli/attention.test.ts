import assert from "node:assert/strict";
import { test } from "node:test";
import { spawnScimmy } from "../servers/spawn-scimmy.ts";
import { folder, jobFile, lockstep, people, person } from "./lockstep.ts";

test("check marks what passes and wants attention", async () => {
  await using scimmy = await spawnScimmy();
  const job = jobFile("people").replace("displayName:", 'tittle: "[jobTitle]"\n    displayName:');
  await using directory = await folder({
    "config/jobs/people.yaml": job,
    "people.json": JSON.stringify(people),
  });
  const options = { cwd: directory.path, env: { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token } };
  const { code, stdout } = await lockstep(["check"], options);
  assert.equal(code, 0);
  assert.match(stdout, /^ {2}! .+: .+; mapped and not described: tittle \(did you mean title\?\)$/m);
  const json = await lockstep(["check", "people", "--json"], options);
  const { ok, checks } = JSON.parse(json.stdout) as {
    ok: boolean;
    checks: readonly { ok: boolean; warning?: boolean }[];
  };
  assert.equal(ok, true);
  assert.deepEqual(
    checks.filter(({ warning }) => warning === true).map((checked) => checked.ok),
    [true],
  );
});

test("plan and logs say why access ends", async () => {
  await using scimmy = await spawnScimmy();
  const filter = "  filter: [[{ attribute: department, operator: EQUALS, value: Sales }]]\ngroups:";
  await using directory = await folder({
    "config/jobs/people.yaml": jobFile("people").replace("groups:", filter),
    "people.json": peopleWith("Sales"),
  });
  const options = { cwd: directory.path, env: { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token } };
  assert.equal((await lockstep(["sync"], options)).code, 0);
  await directory.write("people.json", peopleWith("Marketing"));
  const because = 'outOfScope: is "Marketing": does not pass department EQUALS "Sales"';
  const { stdout: plan } = await lockstep(["plan"], options);
  assert.match(plan, new RegExp(`^disable .+ {2}${because}( {2}\\(held\\))?$`, "m"));
  assert.equal((await lockstep(["sync"], options)).code, 0);
  const { stdout: log } = await lockstep(["logs", "--who", "bob"], options);
  assert.match(log, new RegExp(`disable .+ \\(${because}\\)$`, "m"));
  const { stdout: status } = await lockstep(["status"], options);
  assert.match(status, /^ {2}links +2 users, 0 groups, 1 of them disabled$/m);
});

test("plan --allow-empty shows what sync --allow-empty would do", async () => {
  await using scimmy = await spawnScimmy();
  await using directory = await folder({
    "config/jobs/people.yaml": jobFile("people"),
    "people.json": JSON.stringify(people),
  });
  const options = { cwd: directory.path, env: { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token } };
  assert.equal((await lockstep(["sync"], options)).code, 0);
  await directory.write("people.json", JSON.stringify({ ...people, assignments: [] }));
  const stopped = await lockstep(["plan"], options);
  assert.equal(stopped.code, 1);
  assert.match(stopped.stderr, /cure: .+: look at plan --allow-empty, then sync --allow-empty\.$/m);
  const { code, stdout } = await lockstep(["plan", "--allow-empty"], options);
  assert.equal(code, 0);
  assert.match(stdout, /^disable .+ada@example\.com/m);
  assert.match(stdout, /lockstep sync people --allow-empty/);
});

test("plan, sync and status tell of doubts", async () => {
  await using scimmy = await spawnScimmy();
  const groups = [{ id: "g1", displayName: "Everybody", members: ["u1", "u9"] }];
  await using directory = await folder({
    "config/jobs/people.yaml": jobFile("people"),
    "people.json": JSON.stringify({ ...people, groups }),
  });
  const options = { cwd: directory.path, env: { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token } };
  const doubt = 'the group "Everybody" has the member "u9", which is not in the file';
  const plan = await lockstep(["plan"], options);
  assert.ok(plan.stdout.includes(`\n\n  doubt: ${doubt}: nothing would be taken away\n`), plan.stdout);
  for (const command of ["plan", "sync"]) {
    const { stdout } = await lockstep([command, "people", "--json"], options);
    const { doubts, warnings } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([doubts, warnings], [[doubt], []]);
  }
  const { stdout } = await lockstep(["status", "people"], options);
  assert.match(stdout, /^ {2}doubts +1$/m);
  assert.ok(stdout.includes(`\n    doubt: ${doubt}\n`), stdout);
  const json = await lockstep(["status", "people", "--json"], options);
  const { lastCycle } = JSON.parse(json.stdout) as { lastCycle: Record<string, unknown> };
  assert.deepEqual([lastCycle["doubts"], lastCycle["warnings"]], [[doubt], []]);
});

/** Two people; a removal of half of them is not held. */
function peopleWith(department: string): string {
  return JSON.stringify({
    users: [
      { ...person("u1", "ada"), department: "Sales" },
      { ...person("u2", "bob"), department },
    ],
    groups: [],
    assignments: ["u1", "u2"].map((principalId) => ({ principalId, principalType: "User" })),
  });
}
