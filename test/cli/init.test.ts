import assert from "node:assert/strict";
import { existsSync } from "node:fs";
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

const schemas = new URL("../config/entra-schema/fixtures/", import.meta.url);

test("init --from-entra writes the job, says what it left out, and what comes next", async () => {
  await using directory = await folder({});
  const odd = new URL("odd.json", schemas).pathname;
  const { code, stdout, stderr } = await lockstep(["init", "--from-entra", odd, "--name", "acme"], {
    cwd: directory.path,
  });
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^Wrote config\/jobs\/acme\.yaml\nWrote config\/lockstep\.yaml\n/);
  assert.match(stdout, /Job acme: \d+ mappings of users, with a filter; 1 mapping of groups, switched off\./);
  assert.match(stdout, /Not carried over \(\d+\), each with a comment at its place in the file:\n/);
  assert.match(stdout, /\n {2}users\.attributes\.displayName: unknown function "Transliterate"/);
  assert.match(
    stdout,
    /1\. Read the comments in config\/jobs\/acme\.yaml, and set what the head of .* asks for/,
  );
  assert.match(stdout, /lockstep check acme/);
  assert.match(stdout, /4\. .*sync acme +does it: stop provisioning in Entra before/);
  assert.match(await readFile(join(directory.path, "config/jobs/acme.yaml"), "utf8"), /^job: "acme"$/m);
});

test("init --from-entra --json names the job, its files and what was left out", async () => {
  await using directory = await folder({ "own/lockstep.yaml": "store: sqlite:x.db\n" });
  const scim = new URL("non-gallery.json", schemas).pathname;
  const { stdout } = await lockstep(["init", "--from-entra", scim, "--config", "own", "--json"], {
    cwd: directory.path,
  });
  assert.deepEqual(JSON.parse(stdout), {
    written: ["own/jobs/non-gallery.yaml"],
    job: "non-gallery",
    notCarriedOver: [],
  });
  const odd = new URL("odd.json", schemas).pathname;
  const second = await lockstep(["init", "--from-entra", odd, "--json"], { cwd: directory.path });
  const { notCarriedOver } = JSON.parse(second.stdout);
  assert.ok(notCarriedOver.length > 20, `${notCarriedOver.length} losses`);
  assert.deepEqual(
    notCarriedOver.find(({ at }: { at: string }) => at === "users.attributes.id"),
    { at: "users.attributes.id", reason: "the schema says that the target does not let it be written" },
  );
});

test("init --from-entra gives a job that check can work with", async () => {
  await using directory = await folder({});
  const dialpad = new URL("dialpad.json", schemas).pathname;
  await lockstep(["init", "--from-entra", dialpad], { cwd: directory.path });
  const { code, stderr } = await lockstep(["status", "dialpad"], { cwd: directory.path });
  assert.equal(code, 2);
  assert.deepEqual(
    [...stderr.matchAll(/needs the environment variable (\w+)/g)].map(([, name]) => name),
    [
      "ENTRA_TENANT_ID",
      "ENTRA_CLIENT_ID",
      "ENTRA_CLIENT_SECRET",
      "DIALPAD_SERVICE_PRINCIPAL_ID",
      "DIALPAD_API_KEY",
    ],
  );
});

test("init --from-entra never overwrites", async () => {
  await using directory = await folder({ "config/jobs/dialpad.yaml": "mine\n" });
  const dialpad = new URL("dialpad.json", schemas).pathname;
  const { code, stderr } = await lockstep(["init", "--from-entra", dialpad], { cwd: directory.path });
  assert.equal(code, 1);
  assert.match(stderr, /Cannot write config\/jobs\/dialpad\.yaml as it exists already\n {2}cure: .*--name/);
  assert.equal(await readFile(join(directory.path, "config/jobs/dialpad.yaml"), "utf8"), "mine\n");
});

test("init --from-entra writes nothing for what is no schema", async () => {
  await using directory = await folder({ "broken.json": "{", "other.json": '{"users":[]}' });
  for (const [file, message] of [
    ["broken.json", /^error: Cannot import broken\.json as it is no JSON: .*\n {2}cure: /],
    ["other.json", /^error: Cannot import other\.json as it is no schema of Entra: .*\n {2}cure: /],
    ["missing.json", /^error: Cannot read missing\.json: there is no such file\n {2}cure: /],
    [".", /^error: Cannot read \.: it is a folder\n {2}cure: /],
    [new URL("workday-to-ad.json", schemas).pathname, /provisions from Workday to Active Directory/],
  ] as const) {
    const { code, stdout, stderr } = await lockstep(["init", "--from-entra", file], { cwd: directory.path });
    assert.deepEqual([code, stdout], [2, ""], file);
    assert.match(stderr, message);
  }
  assert.equal(existsSync(join(directory.path, "config")), false);
});

test("init takes a name for an imported job only, and only one that can be a job's", async () => {
  const named = await lockstep(["init", "--name", "x"]);
  assert.equal(named.code, 2);
  assert.match(named.stderr, /--name goes with --from-entra/);
  const wrong = await lockstep(["init", "--from-entra", "x.json", "--name", "../x"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /should be letters, digits, dots, dashes and underscores/);
  const both = await lockstep(["init", "--from-entra", "x.json", "--template", "scim"]);
  assert.equal(both.code, 2);
  assert.match(both.stderr, /cannot be used with option '--template/);
});

test("init --help shows how a schema is imported", async () => {
  const { stdout } = await lockstep(["init", "--help"]);
  assert.match(stdout, /lockstep init --from-entra schema\.json/);
});
