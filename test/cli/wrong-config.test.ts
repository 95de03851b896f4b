import assert from "node:assert/strict";
import { test } from "node:test";
import { folder, jobFile, lockstep } from "./lockstep.ts";

const env = { SCIM_URL: "http://127.0.0.1:9/scim", SCIM_TOKEN: "secret" };

type Case = {
  readonly name: string;
  readonly file: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly message: RegExp;
};

const cases: readonly Case[] = [
  { name: "broken YAML", file: "job: [a\n", message: /config\/jobs\/a\.yaml:\d+:\d+: broken YAML/ },
  {
    name: "an unknown key",
    file: jobFile("a", "schedul: { every: 40m }\n"),
    message: /config\/jobs\/a\.yaml:15:1: unknown key "schedul": did you mean "schedule"\?/,
  },
  {
    name: "a typo in an expression",
    file: jobFile("a").replace("Switch(", "Swich("),
    message: /config\/jobs\/a\.yaml:8:\d+: .*unknown function "Swich": did you mean "Switch"\?/,
  },
  {
    name: "a missing secret",
    file: jobFile("a"),
    env: { SCIM_URL: env.SCIM_URL },
    message:
      /config\/jobs\/a\.yaml:3:\d+: target\.auth\.token needs the environment variable SCIM_TOKEN: it is not set/,
  },
];

for (const { name, file, message, env: surroundings = env } of cases) {
  test(`${name} exits 2 with file, line and column, on stderr alone`, async () => {
    await using directory = await folder({ "config/jobs/a.yaml": file });
    const { code, stdout, stderr } = await lockstep(["sync", "--json"], {
      cwd: directory.path,
      env: surroundings,
    });
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, message);
  });
}

test("an unknown job exits 2 and names the nearest", async () => {
  await using directory = await folder({
    "config/jobs/dialpad.yaml": jobFile("dialpad"),
    "config/jobs/zoom.yaml": jobFile("zoom"),
  });
  const near = await lockstep(["status", "dialpda"], { cwd: directory.path, env });
  assert.equal(near.code, 2);
  assert.match(near.stderr, /"dialpda".*did you mean "dialpad"/);
  const far = await lockstep(["status", "slack"], { cwd: directory.path, env });
  assert.equal(far.code, 2);
  assert.match(far.stderr, /"slack".*dialpad or zoom/);
});

test("a named job is not stopped by another job's missing secrets", async () => {
  await using directory = await folder({
    "config/jobs/a.yaml": jobFile("a"),
    "config/jobs/b.yaml": jobFile("b").replace("SCIM_TOKEN", "OTHER_TOKEN"),
  });
  const named = await lockstep(["status", "a"], { cwd: directory.path, env });
  assert.equal(named.code, 0, named.stderr);
  const all = await lockstep(["status"], { cwd: directory.path, env });
  assert.equal(all.code, 2);
  assert.match(all.stderr, /OTHER_TOKEN/);
});

test("no configuration at all exits 2 and points to init", async () => {
  await using directory = await folder({});
  const { code, stderr } = await lockstep(["sync"], { cwd: directory.path });
  assert.equal(code, 2);
  assert.match(stderr, /lockstep init/);
});
