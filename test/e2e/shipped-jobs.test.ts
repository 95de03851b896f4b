import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type SandboxProcess, spawnSandbox } from "../../src/sandbox/spawn.ts";
import { spawnScimmy } from "../servers/spawn-scimmy.ts";
import { dialpadJob, scimJob, syncEntra } from "./shipped-job.ts";

let folder: string;
let sandbox: SandboxProcess;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-shipped-"));
  sandbox = await spawnSandbox({ directory: folder, dialpad: { rateLimit: 10_000 } });
});
after(async () => {
  await sandbox[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test("the shipped Dialpad job provisions the sandbox tenant, and a second cycle asks Dialpad nothing", async () => {
  await using lockstep = await dialpadJob(sandbox);
  const first = await syncEntra(lockstep, sandbox);
  assert.equal(first.code, 0, first.stderr + first.stdout);
  const { accounts } = (await sandbox.control("dialpad")) as { accounts: readonly unknown[] };
  assert.ok(accounts.length > 100, `${accounts.length} accounts`);
  const [last] = ((await sandbox.control("journal")) as readonly { seq: number }[]).slice(-1);
  const second = await syncEntra(lockstep, sandbox);
  assert.equal(second.code, 0, second.stderr);
  const asked = (await sandbox.control(`journal?since=${last?.seq ?? 0}&side=dialpad`)) as readonly unknown[];
  assert.deepEqual(asked, []);
});

test("the shipped job for any application provisions users and groups into scimmy, and a second cycle asks nothing", async () => {
  await using scimmy = await spawnScimmy();
  await using lockstep = await scimJob(sandbox, scimmy);
  const env = { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token };
  const first = await syncEntra(lockstep, sandbox, { env });
  assert.equal(first.code, 0, first.stderr + first.stdout);
  const { users, groups } = await scimmy.store();
  assert.ok(users.length > 100, `${users.length} users`);
  assert.ok(groups.length > 3, `${groups.length} groups`);
  assert.ok(users.some(({ emails }) => (emails as readonly unknown[]).length > 1));
  await scimmy.forget();
  const second = await syncEntra(lockstep, sandbox, { env });
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual(await scimmy.requests(), {});
  const third = await syncEntra(lockstep, sandbox, { env, initial: true });
  assert.equal(third.code, 0, third.stderr);
  assert.deepEqual(Object.keys(await scimmy.requests()), ["GET"], "everything is as it was written");
});
