import assert from "node:assert/strict";
import { test } from "node:test";
import { evalLine } from "../../src/rules/eval-line.ts";

const world = { now: new Date("2026-11-21T08:30:00Z"), random: () => 0.5 };

test("evalLine() reads a key of the very name first, else as a job reads an object of Microsoft Graph", () => {
  const cases: readonly [expr: string, source: Readonly<Record<string, unknown>>, value: string | null][] = [
    ["[mobile]", { mobilePhone: "7" }, "7"],
    ["[mobile]", { mobile: "8", mobilePhone: "7" }, "8"],
    ["[mobile]", { mobile: null, mobilePhone: "7" }, null],
    ["[manager.mail]", { manager: { mail: "b" } }, "b"],
    ["[manager.mail]", { "manager.mail": "a", manager: { mail: "b" } }, "a"],
    ["[manager]", { manager: { id: "m1" } }, "m1"],
    ["[manager]", { manager: "m2" }, "m2"],
    ["[employeeOrgData.costCenter]", { employeeOrgData: { costCenter: "7" } }, "7"],
    ["[telephoneNumber]", { businessPhones: ["1", "2"] }, "1"],
    ["[extensionAttribute3]", { onPremisesExtensionAttributes: { extensionAttribute3: "x" } }, "x"],
    ["[objectId]", { id: "u1" }, "u1"],
    ["[objectId]", {}, null],
    ["[IsSoftDeleted]", {}, null],
    ["[IsSoftDeleted]", { IsSoftDeleted: true }, "True"],
    ["[toString]", {}, null],
  ];
  for (const [expr, source, value] of cases) {
    const result = evalLine({ expr, source }, world);
    const expected = value === null ? { kind: "null" } : { kind: "value", value };
    assert.deepEqual(result, expected, `${expr} of ${JSON.stringify(source)}`);
  }
});

test("evalLine() finds a value taken in any case", () => {
  const expr = 'SelectUniqueValue("ada", "Ada2", "ada3")';
  const result = evalLine({ expr, source: {}, taken: ["ADA", "ada2"] }, world);
  assert.deepEqual(result, { kind: "value", value: "ada3" });
});
