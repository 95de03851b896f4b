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
