import assert from "node:assert/strict";
import { test } from "node:test";
import { problemsOf, smallJob, warningsOf } from "./folder.ts";

const isNone =
  "is no attribute that Entra or Microsoft Graph is known to have: correct the name; " +
  "a directory extension is extension_<application>_<name>, a part of an attribute its whole path, " +
  "such as employeeOrgData.costCenter";

test("an attribute that nobody is known to have is a warning, at its place in the expression", async () => {
  const job = `${smallJob}    title: "[costCenter]"
    nickName: { expression: 'Append("x", [manager.shoeSize])' }
    displayName: 'Join(" ", [shoe.size], [employeeOrgData.costCenter], [extension_1_shoe], [mail])'
groups:
  attributes: { displayName: "[displayName]", externalId: "[costCenter]" }
`;
  assert.deepEqual(await warningsOf(job), [
    `8:13: [costCenter] ${isNone}`,
    `9:42: [manager.shoeSize] ${isNone}`,
    `10:29: [shoe.size] ${isNone}`,
    `12:60: [costCenter] ${isNone}`,
  ]);
});

test("an attribute of a clause that nobody is known to have is a warning", async () => {
  const job = `${smallJob}  filter:
    - [{ attribute: hireDate, operator: IS NOT NULL }, { attribute: extension_1_x, operator: IS NULL }]
    - [{ expression: '[costCenter]="7"' }, { attribute: memberOf, operator: EQUALS, value: a }]
groups:
  filter: [[{ attribute: jobTitle, operator: IS NULL }]]
`;
  assert.deepEqual(await warningsOf(job), [
    `9:21: "hireDate" ${isNone}`,
    `10:23: [costCenter] ${isNone}`,
    `12:26: "jobTitle" ${isNone}`,
  ]);
});

test("two letters of an attribute that change places are one slip", async () => {
  const job = `${smallJob}    title: "[mial]"\n    nickName: "[manager.emial]"\n`;
  assert.deepEqual(await problemsOf(job), [
    '8:13: unknown attribute "mial": did you mean "mail"?',
    '9:16: unknown attribute "manager.emial": did you mean "manager.mail"?',
  ]);
});
