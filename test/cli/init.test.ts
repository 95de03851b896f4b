import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { folder, lockstep } from "./lockstep.ts";

test("init writes the shipped files and says what comes next", async () => {
  await using directory = await folder({});
  const { code, stdout } = await lockstep(["init", "--template", "scim"], { cwd: directory.path });
  assert.equal(code, 0);
  assert.match(stdout, /Wrote config\/jobs\/scim\.yaml\nWrote config\/lockstep\.yaml/);
  assert.match(stdout, /lockstep check scim/);
  const shipped = await readFile(new URL("../../config/jobs/scim.yaml", import.meta.url), "utf8");
  assert.equal(await readFile(join(directory.path, "config/jobs/scim.yaml"), "utf8"), shipped);
});

test("init --json names the files it wrote", async () => {
  await using directory = await folder({ "own/lockstep.yaml": "store: sqlite:x.db\n" });
  const { stdout } = await lockstep(["init", "--config", "own", "--json"], { cwd: directory.path });
  assert.deepEqual(JSON.parse(stdout), { written: ["own/jobs/dialpad.yaml"] });
  assert.equal(await readFile(join(directory.path, "own/lockstep.yaml"), "utf8"), "store: sqlite:x.db\n");
});

test("init never overwrites", async () => {
  await using directory = await folder({ "config/jobs/dialpad.yaml": "mine\n" });
  const { code, stdout, stderr } = await lockstep(["init"], { cwd: directory.path });
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /Cannot write config\/jobs\/dialpad\.yaml as it exists already/);
  assert.equal(await readFile(join(directory.path, "config/jobs/dialpad.yaml"), "utf8"), "mine\n");
});
