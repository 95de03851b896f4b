import assert from "node:assert/strict";
import { test } from "node:test";
import { spawnScimmy } from "../servers/spawn-scimmy.ts";
import { folder, jobFile, lockstep, people } from "./lockstep.ts";

const files = {
  "people.json": JSON.stringify(people),
  "config/jobs/a.yaml": jobFile("a").replace("people.json", "nobody.json"),
  "config/jobs/b.yaml": jobFile("b"),
};

test("sync of a job that stops tells it in its document, and other jobs go on", async () => {
  await using scimmy = await spawnScimmy();
  await using directory = await folder(files);
  const env = { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token };
  const { code, stdout, stderr } = await lockstep(["sync", "--json"], { cwd: directory.path, env });
  assert.equal(code, 1);
  assert.match(stderr, /^error: .*nobody\.json.*\n {2}cure: .+$/m);
  const [a, b] = JSON.parse(stdout) as readonly {
    job: string;
    state: string;
    failures: readonly { operation: string; message: string }[];
  }[];
  assert.deepEqual([a?.job, a?.state, b?.job, b?.state], ["a", "failed", "b", "succeeded"]);
  assert.equal(a?.failures[0]?.operation, "cycle");
  assert.match(a?.failures[0]?.message ?? "", /nobody\.json/);
});

test("plan of a job that stops tells it in its document", async () => {
  await using scimmy = await spawnScimmy();
  await using directory = await folder(files);
  const env = { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token };
  const { code, stdout } = await lockstep(["plan", "--json"], { cwd: directory.path, env });
  assert.equal(code, 1);
  const [a, b] = JSON.parse(stdout) as readonly {
    operations: readonly unknown[];
    error?: { cure: string };
  }[];
  assert.deepEqual(a?.operations, []);
  assert.equal(typeof a?.error?.cure, "string");
  assert.equal(b?.operations.length, 4);
});

test("check says which test failed and its cure, and exits 1", async () => {
  await using scimmy = await spawnScimmy();
  await using directory = await folder(files);
  const env = { SCIM_URL: scimmy.url, SCIM_TOKEN: "wrong" };
  const { code, stdout } = await lockstep(["check"], { cwd: directory.path, env });
  assert.equal(code, 1);
  assert.match(stdout, /^a\n {2}✓ configuration.+\n {2}✗ .*nobody\.json.*\n {6}cure: .+$/m);
  assert.match(stdout, /^b\n {2}✓ configuration.+\n( {2}✓ .+\n)+ {2}✗ .*401.*\n {6}cure: .+$/m);
});

test("worker says when and in which job a cycle stopped, and when the next one comes", async () => {
  await using scimmy = await spawnScimmy();
  await using directory = await folder(files);
  const env = { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token };
  const { code, stderr } = await lockstep(["worker"], {
    cwd: directory.path,
    env,
    interruptAt: /^b: initial cycle is complete/m,
  });
  assert.equal(code, 0);
  const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ`;
  const told = `^${time}  a: error: .*nobody\\.json.*\n  cure: .+\n  next cycle at ${time}$`;
  assert.match(stderr, new RegExp(told, "m"));
});

test("check and plan say what Ctrl-C leaves behind", async () => {
  await using scimmy = await spawnScimmy();
  await using directory = await folder(files);
  await scimmy.faults([{ kind: "delay", method: "GET", times: 20, delayMs: 5_000 }]);
  const options = { cwd: directory.path, env: { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token } };
  const check = await lockstep(["check", "b"], { ...options, interruptAt: /^b$/m });
  assert.equal(check.stderr, "Stopped. Nothing was written anywhere.\n");
  const plan = await lockstep(["plan", "--json"], { ...options, interruptAt: /^,/m });
  assert.match(plan.stderr, /Stopped\. What was read is stored; nothing was written to the application\.$/m);
  assert.deepEqual([check.code, plan.code], [1, 1]);
});

test("status shows a stored job whose file is gone", async () => {
  await using scimmy = await spawnScimmy();
  await using directory = await folder(files);
  const env = { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token };
  await lockstep(["sync", "b"], { cwd: directory.path, env });
  await directory.write("config/jobs/b.yaml", jobFile("c"));
  const { stdout } = await lockstep(["status", "--json"], { cwd: directory.path, env });
  const documents = JSON.parse(stdout) as readonly { job: string; state: string }[];
  assert.deepEqual(
    documents.map(({ job, state }) => [job, state]),
    [
      ["a", "active"],
      ["c", "active"],
      ["b", "stopped"],
    ],
  );
});

test("sync names failures by code with their cure and who they are about, and exits 1", async () => {
  await using scimmy = await spawnScimmy();
  await using directory = await folder({
    "people.json": files["people.json"],
    "config/jobs/b.yaml": jobFile("b"),
  });
  const body = JSON.stringify({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    detail: "No room",
    status: "400",
  });
  await scimmy.faults([{ kind: "answer", method: "POST", times: 2, status: 400, body }]);
  const env = { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token };
  const { code, stdout } = await lockstep(["sync", "b"], { cwd: directory.path, env });
  assert.equal(code, 1);
  assert.match(stdout, /^b: initial cycle is complete, except for some failures/);
  assert.match(stdout, /^ {2}\w+, 2 times: .*No room.*\n {4}who: .*@example\.com, .*\n {4}cure: .+$/m);
  assert.match(stdout, /lockstep logs b --status failure --since 1h/);
  const status = await lockstep(["status", "b"], { cwd: directory.path, env });
  assert.match(
    status.stdout,
    /^ {2}escrows +2 objects failed and will be tried again\n {4}\w+: .+\n {6}who: .+, .+\n {6}next try .+\n {6}cure: /m,
  );
});

test("logs --follow goes on until Ctrl-C, which is its normal end", async () => {
  await using scimmy = await spawnScimmy();
  await using directory = await folder({
    "people.json": files["people.json"],
    "config/jobs/b.yaml": jobFile("b"),
  });
  const env = { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token };
  const following = lockstep(["logs", "--follow", "--format", "json", "--who", "ada"], {
    cwd: directory.path,
    env,
    interruptAt: /ada@example\.com.*\n/,
  });
  await lockstep(["sync"], { cwd: directory.path, env });
  const { code, stdout } = await following;
  assert.equal(code, 0);
  const entry = JSON.parse(stdout) as { source: { id: string } };
  assert.equal(entry.source.id, "u1");
});
