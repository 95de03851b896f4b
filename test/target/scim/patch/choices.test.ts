import assert from "node:assert/strict";
import { test } from "node:test";
import { dialects } from "../../../../src/config/profiles/patch-choices.ts";
import { editsOf, needsCurrent } from "../../../../src/target/scim/patch/edits.ts";
import { memberBodies, partsOf } from "../../../../src/target/scim/patch/member-bodies.ts";
import { patchBodies } from "../../../../src/target/scim/patch/patch-body.ts";
import { operationsOf } from "./operations-of.ts";
import { enterprise } from "./random-user.ts";

const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
const disabled = { path: "active", from: true, to: false };
const given = { path: "name.givenName", from: "A", to: "Ada" };
const family = { path: "name.familyName", from: "L", to: "Lovelace" };
const title = { path: "title", from: null, to: "Countess" };
const department = { path: `${enterprise}:department`, from: "A", to: "Engines" };
const manager = { path: `${enterprise}:manager`, from: "1", to: "2" };
const work = { path: 'emails[type eq "work"].value', from: null, to: "ada@x" };
const locality = { path: 'addresses[type eq "work"].locality', from: null, to: "London" };
const role = { path: 'roles[primary eq "True"].value', from: "User", to: "Admin" };
const noNick = { path: "nickName", from: "Ada", to: null };

test("operationNames: capitalised", () => {
  assert.deepEqual(
    operationsOf([disabled, title, noNick], { operationNames: "capitalised" }).map(({ op }) => op),
    ["Replace", "Add", "Remove"],
  );
});

test("booleans: text, in values, in elements and in filters", () => {
  const primary = { path: 'addresses[type eq "work"].primary', from: false, to: true };
  const added = { path: "roles", from: ["a"], to: [{ value: "b", primary: false }] };
  assert.deepEqual(operationsOf([disabled, role, primary, added], { booleans: "text" }), [
    { op: "replace", path: "active", value: "False" },
    { op: "replace", path: 'roles[primary eq "True"].value', value: "Admin" },
    { op: "replace", path: 'addresses[type eq "work"].primary', value: "True" },
    { op: "replace", path: "roles", value: [{ value: "b", primary: "False" }] },
  ]);
});

test("operations: single", () => {
  const choices = { ...dialects.rfc7644, operations: "single" } as const;
  const bodies = patchBodies(editsOf([disabled, title], { current: null, choices }), choices);
  assert.deepEqual(bodies, [
    { schemas, Operations: [{ op: "replace", path: "active", value: false }] },
    { schemas, Operations: [{ op: "add", path: "title", value: "Countess" }] },
  ]);
  assert.deepEqual(memberBodies({ add: ["a", "b"], remove: ["c", "d"] }, choices).length, 3);
  assert.deepEqual(partsOf({ add: ["a", "b"], remove: ["c", "d"] }, choices), [
    { add: [], remove: ["c"] },
    { add: [], remove: ["d"] },
    { add: ["a", "b"], remove: [] },
  ]);
  assert.deepEqual(partsOf({ add: ["a"], remove: ["c", "d"] }, { ...choices, memberRemoval: "values" }), [
    { add: [], remove: ["c", "d"] },
    { add: ["a"], remove: [] },
  ]);
});

test("attributes: pathless, nested", () => {
  const changes = [disabled, given, family, title, department, manager, role, noNick];
  assert.deepEqual(operationsOf(changes, { attributes: "pathless" }), [
    {
      op: "replace",
      value: {
        active: false,
        name: { givenName: "Ada", familyName: "Lovelace" },
        [enterprise]: { department: "Engines", manager: { value: "2" } },
      },
    },
    { op: "add", value: { title: "Countess" } },
    { op: "replace", path: "roles[primary eq true].value", value: "Admin" },
    { op: "remove", path: "nickName" },
  ]);
});

test("attributes: pathless, dotted", () => {
  const changes = [given, family, department, manager];
  assert.deepEqual(operationsOf(changes, { attributes: "pathless", names: "dotted" }), [
    {
      op: "replace",
      value: {
        "name.givenName": "Ada",
        "name.familyName": "Lovelace",
        [`${enterprise}:department`]: "Engines",
        [`${enterprise}:manager`]: { value: "2" },
      },
    },
  ]);
});

test("attributes: pathless leaves lists with their paths", () => {
  const list = { path: "entitlements", from: ["a"], to: ["b"] };
  assert.deepEqual(operationsOf([list, work], { attributes: "pathless" }), [
    { op: "replace", path: "entitlements", value: [{ value: "b" }] },
    { op: "add", path: "emails", value: [{ type: "work", value: "ada@x" }] },
  ]);
});

test("missing: replace, except for what joins a list", () => {
  assert.deepEqual(operationsOf([title, work], { missing: "replace" }), [
    { op: "replace", path: "title", value: "Countess" },
    { op: "add", path: "emails", value: [{ type: "work", value: "ada@x" }] },
  ]);
});

test("elements: whole", () => {
  const current = { emails: [{ type: "home", value: "h@x" }] };
  const choices = { ...dialects.rfc7644, elements: "whole" } as const;
  assert.ok(needsCurrent([work], choices));
  assert.ok(needsCurrent([role], choices));
  assert.ok(!needsCurrent([title, department], choices));
  assert.deepEqual(operationsOf([work, locality], { current, elements: "whole" }), [
    {
      op: "replace",
      path: "emails",
      value: [
        { type: "home", value: "h@x" },
        { type: "work", value: "ada@x" },
      ],
    },
    { op: "add", path: "addresses", value: [{ type: "work", locality: "London" }] },
  ]);
});

test("missingElement: add and replace write to the filtered path, and need no look at what is there", () => {
  for (const missingElement of ["add", "replace"] as const) {
    assert.ok(!needsCurrent([locality], { ...dialects.rfc7644, missingElement }));
    assert.deepEqual(operationsOf([work, locality], { missingElement }), [
      { op: missingElement, path: 'emails[type eq "work"].value', value: "ada@x" },
      { op: missingElement, path: 'addresses[type eq "work"].locality', value: "London" },
    ]);
  }
});

test("missingElement: of several values there is no one path", () => {
  const others = { path: 'emails[type eq "other"].value', from: null, to: ["a@x", "b@x"] };
  assert.deepEqual(operationsOf([others], { missingElement: "add" }), [
    {
      op: "add",
      path: "emails",
      value: [
        { type: "other", value: "a@x" },
        { type: "other", value: "b@x" },
      ],
    },
  ]);
});

test("memberRemoval: values", () => {
  const part = { add: ["a"], remove: ["b", "c"] };
  assert.deepEqual(memberBodies(part, { ...dialects.rfc7644, memberRemoval: "values" }), [
    {
      schemas,
      Operations: [
        { op: "remove", path: "members", value: [{ value: "b" }, { value: "c" }] },
        { op: "add", path: "members", value: [{ value: "a" }] },
      ],
    },
  ]);
  assert.deepEqual(memberBodies({ add: [], remove: [] }, dialects.rfc7644), []);
});

test("references: id", () => {
  assert.deepEqual(operationsOf([manager], { references: "id" }), [
    { op: "replace", path: `${enterprise}:manager`, value: "2" },
  ]);
});

test("roles: json, where roles are added", () => {
  const admin = { primary: false, type: "Role", displayName: "Administrator", value: "Admin" };
  const added = { path: "roles", from: null, to: [admin], adds: true } as const;
  assert.deepEqual(operationsOf([added], { roles: "json" }), [
    { op: "add", path: "roles", value: [{ value: '{"value":"Admin","displayName":"Administrator"}' }] },
  ]);
  const replaced = { path: "roles", from: ["User"], to: [admin] };
  assert.deepEqual(operationsOf([replaced], { roles: "json" }), [
    { op: "replace", path: "roles", value: [admin] },
  ]);
});

test("roles: json leaves alone what an extension calls roles", () => {
  const path = "urn:example:crew:2.0:User:roles";
  const added = { path, from: null, to: [{ value: "cook" }], adds: true } as const;
  assert.deepEqual(operationsOf([added], { roles: "json" }), [
    { op: "add", path, value: [{ value: "cook" }] },
  ]);
});

test("entra is Entra's classic form", () => {
  assert.deepEqual(operationsOf([disabled, title, work, manager, noNick, role], dialects.entra), [
    { op: "Replace", path: "active", value: "False" },
    { op: "Add", path: "title", value: "Countess" },
    { op: "Add", path: 'emails[type eq "work"].value', value: "ada@x" },
    { op: "Replace", path: `${enterprise}:manager`, value: "2" },
    { op: "Remove", path: "nickName" },
    { op: "Replace", path: 'roles[primary eq "True"].value', value: "Admin" },
  ]);
  assert.deepEqual(memberBodies({ add: ["a"], remove: ["b"] }, dialects.entra), [
    {
      schemas,
      Operations: [
        { op: "Remove", path: "members", value: [{ value: "b" }] },
        { op: "Add", path: "members", value: [{ value: "a" }] },
      ],
    },
  ]);
});
