import assert from "node:assert/strict";
import { test } from "node:test";
import { lockstep } from "./lockstep.ts";

test("eval prints what an expression comes to", async () => {
  const source = JSON.stringify({ givenName: "Ada", surname: "Lovelace" });
  const { code, stdout } = await lockstep(["eval", 'Join(" ", [givenName], [surname])', "--source", source]);
  assert.equal(code, 0);
  assert.equal(stdout, "Ada Lovelace\n");
});

test("eval --json prints the result's kind", async () => {
  const { code, stdout } = await lockstep(["eval", "[mail]", "--json"]);
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), { kind: "null" });
});

test("eval reports a mistake on stderr and exits 1", async () => {
  const { code, stdout, stderr } = await lockstep(["eval", 'Jon("a")']);
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /unknown function "Jon": did you mean "Join"\?/);
});

test("eval --tree prints how the expression was read, with the place of each part, and then the result", async () => {
  const expression = 'IIF([city]="Bern",\n Join(" ", 7, ), IgnoreAttributeFlow)';
  const { code, stdout } = await lockstep(["eval", expression, "--tree", "--source", '{"city":"Bern"}']);
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `call IIF at 1:1
  comparison = at 1:5
    attribute [city] at 1:5
    text "Bern" at 1:12
  call Join at 2:2
    text " " at 2:7
    number 7 at 2:12
    nothing at 2:15
  keyword IgnoreAttributeFlow at 2:18

7
`,
  );
});

test("eval --tree --json puts the tree beside the result, and null where there is none", async () => {
  const parsed = await lockstep(["eval", "&HF", "--tree", "--json"]);
  assert.deepEqual(JSON.parse(parsed.stdout), {
    kind: "value",
    value: "15",
    tree: { kind: "number", value: "15", at: { line: 1, column: 1 } },
  });
  const unknown = await lockstep(["eval", "Jon([a])", "--tree", "--json"]);
  assert.equal(unknown.code, 1);
  assert.equal((JSON.parse(unknown.stdout) as { tree: { name: string } }).tree.name, "Jon");
  const broken = await lockstep(["eval", "Join(", "--tree", "--json"]);
  assert.equal(broken.code, 1);
  const document = JSON.parse(broken.stdout) as { kind: string; tree: unknown };
  assert.deepEqual([document.kind, document.tree], ["error", null]);
});

test("eval --strict refuses what a strict job refuses, each with its place", async () => {
  const expression = 'IIF([city]="Bern", "CH", )';
  assert.equal((await lockstep(["eval", expression])).code, 0);
  const { code, stdout, stderr } = await lockstep(["eval", expression, "--strict"]);
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /^error: line 1, column 26: compatibility: strict refuses an argument of IIF/);
  const json = await lockstep(["eval", expression, "--strict", "--json"]);
  assert.equal((JSON.parse(json.stdout) as { kind: string }).kind, "error");
  assert.equal((await lockstep(["eval", "[city]", "--strict"])).stdout, "(null)\n");
});

test("eval says which attribute is probably meant by one that has no value", async () => {
  const source = JSON.stringify({
    givenName: "Ada",
    costCentre_x: "7",
    extensionAttribute2: "b",
    surnme: "L",
  });
  const hints: Readonly<Record<string, string>> = {
    "[givenNmae]": "warning: [givenNmae] has no value: did you mean [givenName]?\n",
    "[costCenter_x]": "warning: [costCenter_x] has no value: did you mean [costCentre_x]?\n",
    "[departmnt]": "warning: [departmnt] has no value: did you mean [department]?\n",
    "[surname]": "warning: [surname] has no value: --source has [surnme] in its place\n",
    "[extensionAttribute1]": "",
    "[mail]": "",
    "[somethingElse]": "",
  };
  for (const [expression, stderr] of Object.entries(hints)) {
    const ended = await lockstep(["eval", expression, "--source", source]);
    assert.deepEqual(ended, { code: 0, stdout: "(null)\n", stderr }, expression);
  }
  assert.equal((await lockstep(["eval", "[departmnt]"])).stderr, hints["[departmnt]"]);
  assert.equal((await lockstep(["eval", "[departmnt]", "--json"])).stderr, "");
});

test("eval --taken says which values the target has already", async () => {
  const expression = 'SelectUniqueValue("ada", "ada2", "ada3")';
  assert.equal((await lockstep(["eval", expression])).stdout, "ada\n");
  assert.equal((await lockstep(["eval", expression, "--taken", "ada", "--taken", "ada2"])).stdout, "ada3\n");
});

test("eval --batch takes no option about one expression", async () => {
  for (const option of [["--tree"], ["--strict"], ["--taken", "ada"]]) {
    const { code, stderr } = await lockstep(["eval", "--batch", ...option]);
    assert.equal(code, 2);
    assert.match(stderr, /cannot be used with option '--batch'/);
  }
});

test("eval --help has an example of each way to use it", async () => {
  const { stdout } = await lockstep(["eval", "--help"]);
  for (const option of ["--source", "--tree", "--strict", "--taken", "--batch"]) {
    assert.match(stdout.slice(stdout.indexOf("Examples:")), new RegExp(`lockstep eval .*${option}`), option);
  }
});

test("eval refuses a source that is no JSON object", async () => {
  const { code, stderr } = await lockstep(["eval", "[a]", "--source", "a=b"]);
  assert.equal(code, 2);
  assert.match(stderr, /should be a JSON object/);
});

test("eval --batch answers each line", async () => {
  const lines = [
    { id: 1, expr: "[enabled]", source: { enabled: true } },
    { id: "two", expr: "[proxyAddresses]", source: { proxyAddresses: ["a", "b"] } },
    { id: 3, expr: "[mail" },
    { id: 4, expr: "Now()", now: "2026-11-21T08:30:00Z" },
  ];
  const input = lines.map((line) => JSON.stringify(line)).join("\n");
  const { code, stdout } = await lockstep(["eval", "--batch"], { input });
  assert.equal(code, 0);
  const [first, second, third, fourth] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  assert.deepEqual(first, { id: 1, kind: "value", value: "True" });
  assert.deepEqual(second, { id: "two", kind: "list", value: ["a", "b"] });
  assert.equal((third as { kind: string }).kind, "error");
  assert.match((fourth as { value: string }).value, /2026/);
});

test("eval --batch answers a line it cannot read, goes on, and exits 1", async () => {
  const { code, stdout } = await lockstep(["eval", "--batch"], { input: 'rubbish\n{"id":2,"expr":"[a]"}\n' });
  assert.equal(code, 1);
  const [first, second] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { kind: string });
  assert.equal(first?.kind, "error");
  assert.deepEqual(second, { id: 2, kind: "null" });
});

test("eval --batch names the id of a line that is an object of another shape", async () => {
  const input = '{"id":"x","expr":5}\n{"id":[2],"expr":"[a]","taken":"a"}\n[3]\n';
  const { code, stdout } = await lockstep(["eval", "--batch"], { input });
  const ids = stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { id: unknown }).id);
  assert.deepEqual([code, ids], [1, ["x", [2], null]]);
});

test("eval --batch ends a line at a newline only, and takes a byte order mark and no last newline", async () => {
  const value = "line\u2028separator\u2029é😀";
  const line = JSON.stringify({ id: 1, expr: "[a]", source: { a: value } });
  const { code, stdout } = await lockstep(["eval", "--batch"], { input: `\uFEFF${line}\r\n${line}` });
  const answer = { id: 1, kind: "value", value };
  const answers = stdout.slice(0, -1).split("\n");
  assert.deepEqual([code, answers.map((text) => JSON.parse(text) as unknown)], [0, [answer, answer]]);
});

test("eval --batch warns of nothing, and answers with values that are in use", async () => {
  const lines = [
    { id: 1, expr: "[givenNmae]", source: { givenName: "Ada" } },
    { id: 2, expr: 'SelectUniqueValue("a", "b")', taken: ["a"] },
  ];
  const input = lines.map((line) => JSON.stringify(line)).join("\n");
  const { code, stdout, stderr } = await lockstep(["eval", "--batch"], { input });
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(stdout, '{"id":1,"kind":"null"}\n{"id":2,"kind":"value","value":"b"}\n');
});

test("LOCKSTEP_NOW sets the clock and says so on stderr", async () => {
  const env = { LOCKSTEP_NOW: "2030-01-02T03:04:05Z" };
  const { stdout, stderr } = await lockstep(["eval", "Now()"], { env });
  assert.match(stdout, /2030/);
  assert.match(stderr, /2030-01-02T03:04:05.000Z by LOCKSTEP_NOW/);
});
