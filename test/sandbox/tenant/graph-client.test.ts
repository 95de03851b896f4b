import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { spawnSandbox } from "../../../src/sandbox/spawn.ts";

const directory = await mkdtemp(join(tmpdir(), "lockstep-sandbox-"));
const sandbox = await spawnSandbox({ directory });
after(async () => {
  await sandbox[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function run(...args: readonly string[]): Promise<unknown> {
  const file = new URL("graph-client.ts", import.meta.url).pathname;
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: sandbox.caFile };
  const { stdout } = await promisify(execFile)(process.execPath, [file, JSON.stringify(sandbox), ...args], {
    env,
  });
  return JSON.parse(stdout);
}

test("the identity library and the Graph client read the whole directory over HTTPS", async () => {
  assert.deepEqual(await run(), { users: 200, groups: 12, batch: 200 });
});

test("the identity library reports a wrong secret with its AADSTS code", async () => {
  assert.match(JSON.stringify(await run("wrong")), /AADSTS7000215/);
});
