import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { folder, lockstep } from "./lockstep.ts";

test("demo provisions a company, carries a change over, and leaves nothing behind", async () => {
  await using temporary = await folder({});
  const { code, stdout, stderr } = await lockstep(["demo", "--cycles", "1", "--every", "1", "--json"], {
    env: { TMPDIR: temporary.path },
  });
  assert.equal(code, 0, stderr);
  const { cycles } = JSON.parse(stdout) as {
    cycles: readonly {
      change: string | null;
      cycle: { kind: string; state: string; counts: { created: number } };
    }[];
  };
  assert.deepEqual(
    cycles.map(({ cycle }) => [cycle.kind, cycle.state]),
    [
      ["initial", "succeeded"],
      ["incremental", "succeeded"],
    ],
  );
  assert.ok((cycles[0]?.cycle.counts.created ?? 0) > 100);
  assert.equal(cycles[0]?.change, null);
  assert.ok(stderr.includes(`── ${cycles[1]?.change}.`));
  assert.match(stderr, /From the provisioning log:/);
  assert.match(stderr, /The demo has ended\.\n$/);
  assert.deepEqual(await readdir(temporary.path), []);
});

test("demo refuses a folder that is not empty", async () => {
  await using directory = await folder({ "notes.txt": "mine" });
  const { code, stderr } = await lockstep(["demo", "--directory", directory.path]);
  assert.equal(code, 2);
  assert.match(stderr, /Cannot write the demo into .+ as the folder is not empty/);
});

test("demo ends cleanly on Ctrl-C", async () => {
  await using temporary = await folder({});
  const { code, stdout } = await lockstep(["demo"], {
    env: { TMPDIR: temporary.path },
    interruptAt: /lockstep sync dialpad --initial/,
  });
  assert.equal(code, 0);
  assert.match(stdout, /The demo has ended\.\n$/);
  assert.doesNotMatch(stdout, /initial cycle is complete/);
  assert.deepEqual(await readdir(temporary.path), []);
});
