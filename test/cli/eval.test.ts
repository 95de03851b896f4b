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

test("LOCKSTEP_NOW sets the clock and says so on stderr", async () => {
  const env = { LOCKSTEP_NOW: "2030-01-02T03:04:05Z" };
  const { stdout, stderr } = await lockstep(["eval", "Now()"], { env });
  assert.match(stdout, /2030/);
  assert.match(stderr, /2030-01-02T03:04:05.000Z by LOCKSTEP_NOW/);
});
