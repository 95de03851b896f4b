import assert from "node:assert/strict";
import { test } from "node:test";
import { lockstep } from "./lockstep.ts";

const commands = [
  "demo",
  "init",
  "check",
  "plan",
  "sync",
  "status",
  "logs",
  "links",
  "unlink",
  "eval",
  "export-schema",
];
/** Prints JSON anyway. */
const json: readonly string[] = ["export-schema"];

test("--help lists every command", async () => {
  const { code, stdout } = await lockstep(["--help"]);
  assert.equal(code, 0);
  for (const command of commands) assert.match(stdout, new RegExp(`^ {2}${command} `, "m"));
});

for (const command of commands) {
  test(`${command} --help ends with an example and offers --json`, async () => {
    const { code, stdout } = await lockstep([command, "--help"]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      new RegExp(`\\nExamples?:\\n(  (?:[^\\n]* \\| )?lockstep ${command}[^\\n]*\\n)+\\n*$`),
    );
    assert.match(stdout, json.includes(command) ? / JSON of a job/ : /--json/);
  });
}

test("--version prints the version", async () => {
  const { code, stdout } = await lockstep(["--version"]);
  assert.equal(code, 0);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

test("lockstep without a command shows how it is used", async () => {
  const { code, stdout, stderr } = await lockstep([]);
  assert.equal(code, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /Usage: lockstep/);
});

const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["an unknown command", ["synk"], /unknown command 'synk'\n\(Did you mean sync\?\)/],
  ["an unknown option", ["sync", "--jsn"], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
  ["a missing argument", ["links"], /missing required argument 'job'/],
  ["two arguments where one is", ["sync", "a", "b"], /too many arguments for 'sync'/],
  ["a wrong choice", ["logs", "--status", "bad"], /Allowed choices are success, failure, skipped, warning/],
  ["a wrong time", ["logs", "--since", "yesterday"], /should be a duration such as 1h or 7d, or an ISO time/],
  ["two kinds of cycle", ["plan", "--initial", "--reconcile"], /cannot be used with option '--initial'/],
  ["a wrong number", ["demo", "--every", "soon"], /should be a whole number/],
  ["eval without an expression", ["eval"], /give either an expression or --batch/],
];

for (const [name, words, message] of wrong) {
  test(`${name} exits 2 and says what is wrong`, async () => {
    const { code, stdout, stderr } = await lockstep(words);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, message);
  });
}

test("LOCKSTEP_NOW that is no time exits 2", async () => {
  const { code, stderr } = await lockstep(["eval", "[a]"], { env: { LOCKSTEP_NOW: "tomorrow" } });
  assert.equal(code, 2);
  assert.match(stderr, /LOCKSTEP_NOW is no ISO time: got "tomorrow"/);
});
