import assert from "node:assert/strict";
import { test } from "node:test";
import { dialects, type PatchChoices } from "../../src/config/profiles/patch-choices.ts";
import { compiled, problemsOf, smallJob, warningsOf } from "./folder.ts";

test("loadConfig() takes the name of a dialect, which stands for its choices", async () => {
  for (const name of ["rfc7644", "entra", "put"] as const) {
    assert.deepEqual(await choicesOf(`patch: ${name}`), dialects[name]);
  }
});

test("loadConfig() takes single choices in place of a dialect's, or of the profile's", async () => {
  assert.deepEqual(await choicesOf("patch: { dialect: entra, operations: single, references: object }"), {
    ...dialects.entra,
    operations: "single",
    references: "object",
  });
  assert.deepEqual(await choicesOf("profile: entra-compatible, patch: { booleans: json }"), {
    ...dialects.entra,
    booleans: "json",
  });
  assert.deepEqual(await choicesOf("patch: { missing: replace }"), {
    ...dialects.rfc7644,
    missing: "replace",
  });
  assert.deepEqual(await choicesOf("patch: {}"), dialects.rfc7644);
});

test("loadConfig() takes every choice there is", async () => {
  const { method: _method, ...all } = dialects.entra;
  const written = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  assert.deepEqual(await choicesOf(`patch: { ${written.join(", ")} }`), dialects.entra);
});

test("a profile brings its dialect", async () => {
  assert.deepEqual(await choicesOf("profile: entra-compatible"), dialects.entra);
  assert.deepEqual(await choicesOf("profile: dialpad"), dialects.rfc7644);
  assert.deepEqual(await choicesOf("profile: entra-compatible, patch: rfc7644"), dialects.rfc7644);
});

test("loadConfig() says where a choice is wrong, and what it could be", async () => {
  assert.deepEqual(await problemsOf(withTarget("patch: entre")), [
    '3:30: unknown target.patch "entre": did you mean "entra"?',
  ]);
  assert.deepEqual(await problemsOf(withTarget("patch: 1")), [
    "3:30: target.patch should be one of rfc7644, entra, put: is 1",
  ]);
  assert.deepEqual(await problemsOf(withTarget("patch: { dialect: Entra, operation: single }")), [
    '3:41: unknown target.patch.dialect "Entra": did you mean "entra"?',
    '3:48: unknown key "operation" in target.patch: did you mean "operations"?',
  ]);
  assert.deepEqual(await problemsOf(withTarget("patch: { booleans: true }")), [
    "3:42: target.patch.booleans should be one of json, text: is true",
  ]);
});

test("loadConfig() warns of choices that others make idle", async () => {
  assert.deepEqual(
    await warningsOf(withTarget("patch: { names: dotted, elements: whole, missingElement: add }")),
    [
      "3:32: target.patch.names has no effect without attributes: pathless",
      "3:64: target.patch.missingElement has no effect with elements: whole",
    ],
  );
  assert.deepEqual(await warningsOf(withTarget("patch: { dialect: put, booleans: text }")), [
    "3:46: target.patch.booleans has no effect: put sends no PATCH",
  ]);
});

function withTarget(written: string): string {
  return smallJob.replace("type: scim,", `type: scim, ${written},`);
}

async function choicesOf(written: string): Promise<PatchChoices> {
  return (await compiled(withTarget(written))).target.patch;
}
