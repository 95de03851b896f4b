import assert from "node:assert/strict";
import { test } from "node:test";
import { spawnScimmy } from "../servers/spawn-scimmy.ts";
import { folder, jobFile, lockstep, people } from "./lockstep.ts";

test("links and unlink call whom a mapping hides the name of by the id", async () => {
  await using scimmy = await spawnScimmy();
  const secretive = jobFile("people").replace('"[userPrincipalName]"', '"Redact([userPrincipalName])"');
  await using directory = await folder({
    "config/lockstep.yaml": "store: sqlite:../data/lockstep.db\n",
    "config/jobs/people.yaml": secretive,
    "people.json": JSON.stringify(people),
  });
  const options = { cwd: directory.path, env: { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token } };
  const synced = await lockstep(["sync", "people"], options);
  assert.equal(synced.code, 0, synced.stderr);

  const listed = await lockstep(["links", "people"], options);
  assert.match(listed.stdout, /^user +u1 +u1 +→/m);
  assert.match(listed.stdout, /^group +Everybody +g1 +→/m);
  const document = await lockstep(["links", "people", "--json"], options);
  assert.match(document.stdout, /"source":\{"id":"u1","name":"u1"\}/);
  const told = await lockstep(["unlink", "people", "ada@example.com"], options);
  assert.match(told.stdout, /^Unlinked u1 from /);
  const unlinked = await lockstep(["unlink", "people", "u2", "--json"], options);
  assert.match(unlinked.stdout, /"name": "u2"/);
  for (const { stdout, stderr } of [listed, document, told, unlinked]) {
    assert.doesNotMatch(stdout + stderr, /@example\.com/);
  }
});
