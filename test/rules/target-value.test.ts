import assert from "node:assert/strict";
import { test } from "node:test";
import type { Result } from "../../src/expression/value.ts";
import type { MappingOptions } from "../../src/rules/mapping.ts";
import type { Mapping } from "../../src/rules/rules.ts";
import { type Evaluated, toTarget } from "../../src/rules/target-value.ts";
import { mappingsOf } from "./rules-fixture.ts";

const crew = "urn:example:crew:2.0:User";
const admin = { primary: false, type: "WindowsAzureActiveDirectoryRole", display: "Admin", value: "admin" };

function mapping(path: string, options: MappingOptions = {}): Mapping {
  const [made] = mappingsOf({ [path]: { expression: "[x]", ...options } });
  assert.ok(made !== undefined);
  return made;
}

function list(...value: readonly string[]): Result {
  return { kind: "list", value };
}

function valueOf(evaluated: Evaluated): unknown {
  assert.equal(evaluated.kind, "value", JSON.stringify(evaluated));
  return evaluated.kind === "value" ? evaluated.value : undefined;
}

test("toTarget() makes elements of JSON objects with a value, and of plain texts beside them", () => {
  const roles = mapping("roles");
  const texts = list(JSON.stringify(admin), "user", "{not json", '{"display":"nobody"}');
  assert.deepEqual(valueOf(toTarget(roles, texts)), [
    admin,
    { value: "user" },
    { value: "{not json" },
    { value: '{"display":"nobody"}' },
  ]);
  const single: Result = { kind: "value", value: JSON.stringify(admin) };
  assert.deepEqual(valueOf(toTarget(roles, single)), [admin]);
});

test("toTarget() keeps texts and booleans of an element and nothing else", () => {
  const text =
    '{"id":7,"value":"admin","deep":{"a":1},"list":[],"none":null,"primary":true,"display":"Admin"}';
  assert.deepEqual(valueOf(toTarget(mapping("entitlements"), list(text))), [
    { value: "admin", primary: true, display: "Admin" },
  ]);
});

test("toTarget() leaves JSON alone where the attribute has no elements with a value", () => {
  const text = JSON.stringify(admin);
  assert.deepEqual(valueOf(toTarget(mapping(`${crew}:tags`), list(text, "b"))), [text, "b"]);
  assert.equal(valueOf(toTarget(mapping("title"), { kind: "value", value: text })), text);
  assert.equal(valueOf(toTarget(mapping('roles[primary eq "True"].value'), list(text))), text);
});

test("toTarget() takes each value once and none that is blank", () => {
  assert.deepEqual(valueOf(toTarget(mapping("entitlements"), list("a", "", "b", "a", " "))), ["a", "b"]);
  assert.deepEqual(valueOf(toTarget(mapping("entitlements"), list("a", "A"))), ["a", "A"]);
  assert.deepEqual(valueOf(toTarget(mapping("emails"), list("a@x", "A@x", "b@x"))), ["a@x", "b@x"]);
  assert.deepEqual(valueOf(toTarget(mapping("roles"), list(JSON.stringify(admin), "admin"))), [admin]);
  assert.equal(valueOf(toTarget(mapping("entitlements"), list("", " "))), null);
  assert.equal(valueOf(toTarget(mapping("entitlements"), list())), null);
});

test("toTarget() gives a single-valued attribute the only value of a list, and refuses several", () => {
  assert.equal(valueOf(toTarget(mapping("title"), list("Countess"))), "Countess");
  const several = toTarget(mapping("title"), list("Countess", "Engineer"));
  assert.deepEqual(several, { kind: "problem", message: "title takes one value: got 2" });
});

test("toTarget() fills one element of a filter with one value, unless it joins others", () => {
  const path = 'emails[type eq "other"].value';
  assert.equal(valueOf(toTarget(mapping(path), list("a@x"))), "a@x");
  assert.deepEqual(valueOf(toTarget(mapping(path), list("a@x", "b@x"))), ["a@x", "b@x"]);
  assert.deepEqual(valueOf(toTarget(mapping(path, { apply: "add" }), list("a@x"))), ["a@x"]);
});

test("toTarget() makes numbers of digits where the target takes numbers", () => {
  const berth: Mapping = { ...mapping(`${crew}:berth`), kind: "number" };
  assert.equal(valueOf(toTarget(berth, { kind: "value", value: "007" })), 7);
  assert.equal(valueOf(toTarget(berth, { kind: "value", value: "-1.5" })), -1.5);
  assert.equal(valueOf(toTarget(berth, { kind: "value", value: "" })), null);
  for (const [text, message] of [
    ["seven", 'takes a number: got "seven"'],
    ["1e9", 'takes a number: got "1e9"'],
    ["12345678901234567", 'takes a number of at most 15 digits: got "12345678901234567"'],
  ] as const) {
    const problem = { kind: "problem", message: `${berth.path.text} ${message}` };
    assert.deepEqual(toTarget(berth, { kind: "value", value: text }), problem);
  }
});

test("toTarget() gives a value the type that the job file names", () => {
  function typed(type: "string" | "boolean" | "number", value: string): unknown {
    return toTarget(mapping(`${crew}:onBoard`, { type }), { kind: "value", value });
  }
  assert.deepEqual(typed("boolean", "False"), { kind: "value", value: false });
  assert.deepEqual(typed("number", "7"), { kind: "value", value: 7 });
  assert.deepEqual(typed("string", "7"), { kind: "value", value: "7" });
  assert.partialDeepStrictEqual(typed("number", "seven"), { kind: "problem" });
  const { path } = mapping("active");
  assert.deepEqual(toTarget(mapping(path.text, { type: "string" }), { kind: "value", value: "True" }), {
    kind: "value",
    value: "True",
  });
});
