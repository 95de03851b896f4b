import assert from "node:assert/strict";
import { test } from "node:test";
import { problemsOf, smallJob } from "./folder.ts";

const strict = `${smallJob}    displayName: 'Append("x", Trim([displayName]))'
    title: { expression: "Prepend(\\"\\", [jobTitle])", apply: create }
    nickName: "Join(\\" \\", [givenName], [surname])"
compatibility: strict
`;

test("loadConfig() refuses in a strict job what Entra does not settle, inside the expression", async () => {
  assert.deepEqual(await problemsOf(strict), [
    "8:31: compatibility: strict refuses Trim: Entra documents it for Cloud Sync only",
    "9:27: compatibility: strict refuses Prepend: it stands in a sample of Microsoft Graph only, without a word on what it does",
  ]);
});

test("loadConfig() takes the same where the job is not strict", async () => {
  assert.deepEqual(await problemsOf(strict.replace("compatibility: strict\n", "")), []);
  assert.deepEqual(await problemsOf(strict.replace("compatibility: strict", "compatibility: entra")), []);
});

test("loadConfig() tells a broken expression of a strict job once", async () => {
  const problems = await problemsOf(strict.replace("Trim(", "Trin("));
  assert.equal(problems.length, 2);
  assert.match(problems[0] ?? "", /^8:31: unknown function "Trin": did you mean "Trim"\?/);
});

test("loadConfig() refuses in a strict job clauses that Entra's filters do not have, or leave open", async () => {
  const filter = `  filter:
    - - { attribute: department, operator: equals, value: Sales }
      - { attribute: employeeId, operator: "&", value: "2" }
      - { attribute: employeeId, operator: "! &", value: "2" }
      - { attribute: department, operator: starts_with, value: S }
    - - { attribute: userType, operator: EQUALS, value: Guest }
      - { expression: '[department] = "Sales"' }
`;
  const job = `${smallJob.replace("users:\n", `users:\n${filter}`)}compatibility: strict\n`;
  assert.deepEqual(await problemsOf(job), [
    "7:44: compatibility: strict refuses the operator &: Entra's documents do not settle what it does",
    "8:44: compatibility: strict refuses the operator !&: Entra's documents do not settle what it does",
    "9:44: compatibility: strict refuses the operator STARTS_WITH: Entra has no such operator",
    "10:22: compatibility: strict refuses the attribute userType: Entra's filters cannot read it",
    "11:23: compatibility: strict refuses an expression as a clause: Entra's filters have no expressions",
  ]);
  assert.deepEqual(await problemsOf(job.replace("compatibility: strict\n", "")), []);
});

test("loadConfig() looks at groups of a strict job, too", async () => {
  const groups = `groups:
  attributes: { displayName: "Trim([displayName])", externalId: "[objectId]" }
compatibility: strict
`;
  assert.deepEqual(await problemsOf(`${smallJob}${groups}`), [
    "9:31: compatibility: strict refuses Trim: Entra documents it for Cloud Sync only",
  ]);
  assert.deepEqual(
    await problemsOf(`${smallJob}groups: { match: [displayName] }\ncompatibility: strict\n`),
    [],
  );
});
