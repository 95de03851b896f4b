import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { dialects } from "../../../../src/config/profiles/patch-choices.ts";
import { needsCurrent } from "../../../../src/target/scim/patch/edits.ts";
import { buildResource } from "../../../../src/target/scim/resource.ts";
import type { ResolvedChange } from "../../../../src/target/target.ts";
import { applyChanges } from "../../apply-changes.ts";
import { operationsOf } from "./operations-of.ts";
import { comparable, differences, enterprise, sets, values } from "./random-user.ts";

test("buildResource() puts every value where its path says", () => {
  fc.assert(
    fc.property(values, (wanted) => {
      const { schemas, ...resource } = buildResource("user", sets(wanted));
      assert.deepEqual(comparable(resource), comparable(applyChanges({}, sets(wanted))));
      const extended = Object.keys(resource).includes(enterprise);
      assert.deepEqual(schemas, [
        "urn:ietf:params:scim:schemas:core:2.0:User",
        ...(extended ? [enterprise] : []),
      ]);
    }),
    { numRuns: 300 },
  );
});

test("buildResource() names an extension once, however its URN is spelled", () => {
  const changes = sets({ [`${enterprise}:department`]: "A", [`${enterprise.toUpperCase()}:division`]: "B" });
  const { schemas, ...resource } = buildResource("user", changes);
  assert.deepEqual(schemas, ["urn:ietf:params:scim:schemas:core:2.0:User", enterprise]);
  assert.deepEqual(resource, { [enterprise]: { department: "A", division: "B" } });
});

test("editsOf() no change is nothing", () => {
  assert.deepEqual(operationsOf([]), []);
});

test("editsOf() writes add, replace and remove with plain paths", () => {
  const changes = [
    { path: "urn:ietf:params:scim:schemas:core:2.0:User:userName", from: "a", to: "b" },
    { path: "title", from: null, to: "Countess" },
    { path: "nickName", from: "Ada", to: null },
    { path: 'roles[primary eq "True"].value', from: "user", to: "admin" },
    { path: `${enterprise}:manager`, from: "1", to: "2" },
  ];
  assert.deepEqual(operationsOf(changes), [
    { op: "replace", path: "userName", value: "b" },
    { op: "add", path: "title", value: "Countess" },
    { op: "remove", path: "nickName" },
    { op: "replace", path: "roles[primary eq true].value", value: "admin" },
    { op: "replace", path: `${enterprise}:manager`, value: { value: "2" } },
  ]);
});

test("editsOf() adds the values of new elements in one operation, together", () => {
  const changes = [
    { path: 'addresses[type eq "work"].locality', from: null, to: "London" },
    { path: 'addresses[type eq "work"].streetAddress', from: null, to: "St James" },
    { path: 'addresses[type eq "home"].locality', from: null, to: "Ockham" },
  ];
  assert.ok(needsCurrent(changes, dialects.rfc7644));
  assert.deepEqual(operationsOf(changes, { current: {} }), [
    {
      op: "add",
      path: "addresses",
      value: [
        { type: "work", locality: "London", streetAddress: "St James" },
        { type: "home", locality: "Ockham" },
      ],
    },
  ]);
});

test("editsOf() adds to an element that is there", () => {
  const changes = [{ path: 'addresses[type eq "work"].locality', from: null, to: "London" }];
  const current = { addresses: [{ type: "work", streetAddress: "St James" }] };
  assert.deepEqual(operationsOf(changes, { current }), [
    { op: "add", path: 'addresses[type eq "work"].locality', value: "London" },
  ]);
});

test("editsOf() replaces the elements of an attribute, as they are given", () => {
  const admin = { primary: false, type: "Role", display: "Admin", value: "Admin" };
  const changes = [{ path: "roles", from: ["User"], to: [admin] }];
  assert.deepEqual(operationsOf(changes), [{ op: "replace", path: "roles", value: [admin] }]);
  assert.deepEqual(operationsOf([{ path: "roles", from: ["User"], to: null }]), [
    { op: "remove", path: "roles" },
  ]);
});

test("editsOf() additions only adds, whatever is there", () => {
  const changes = [
    { path: "roles", from: null, to: [{ value: "Admin", primary: false }], adds: true },
    { path: 'emails[type eq "other"].value', from: null, to: ["b@x", "c@x"], adds: true },
    { path: 'emails[type eq "other"].display', from: "A", to: "B" },
    { path: "urn:example:crew:tags", from: null, to: ["red"], adds: true },
  ] as const;
  const current = {
    roles: [{ value: "User" }],
    emails: [{ type: "other", value: "a@x", display: "A" }],
    "urn:example:crew": { tags: ["blue"] },
  };
  const added = [
    { op: "add", path: "roles", value: [{ value: "Admin", primary: false }] },
    { op: "replace", path: 'emails[type eq "other"].display', value: "B" },
    { op: "add", path: "urn:example:crew:tags", value: ["red"] },
    {
      op: "add",
      path: "emails",
      value: [
        { type: "other", value: "b@x" },
        { type: "other", value: "c@x" },
      ],
    },
  ];
  const additions = changes.filter(({ adds }: ResolvedChange) => adds === true);
  assert.ok(!needsCurrent(additions, dialects.rfc7644));
  for (const known of [null, current]) {
    assert.deepEqual(operationsOf(changes, { current: known }), added);
    assert.deepEqual(
      operationsOf(changes, { current: known, missing: "replace", missingElement: "add" }),
      added,
    );
  }
});

test("editsOf() removes nothing that is not there", () => {
  const changes = [
    { path: "title", from: "Countess", to: null },
    { path: 'emails[type eq "work"].value', from: "ada@example.com", to: null },
  ];
  assert.deepEqual(operationsOf(changes, { current: { userName: "ada" } }), []);
});

test("editsOf() whole lists have no filter in any path", () => {
  fc.assert(
    fc.property(values, values, (before, after) => {
      const changes = differences(before, after);
      const current = buildResource("user", sets(before));
      for (const { path = "" } of operationsOf(changes, { current, elements: "whole" })) {
        assert.ok(!path.includes("["), path);
      }
    }),
  );
});

test("editsOf() whole lists sends elements that nothing is said of as they are, and adds where it is to add", () => {
  const home = { type: "home", value: "h@x", display: "Home" };
  const changes = [
    { path: 'emails[type eq "work"].value', from: "w@x", to: "new@x" },
    { path: 'emails[type eq "other"].value', from: null, to: ["b@x"], adds: true },
    { path: "title", from: null, to: "Countess" },
  ] as const;
  const current = {
    emails: [{ type: "work", value: "w@x", primary: true }, home, { type: "other", value: "a@x" }],
  };
  assert.deepEqual(operationsOf(changes, { current, elements: "whole" }), [
    { op: "add", path: "title", value: "Countess" },
    {
      op: "replace",
      path: "emails",
      value: [
        { type: "work", primary: true, value: "new@x" },
        home,
        { type: "other", value: "a@x" },
        { type: "other", value: "b@x" },
      ],
    },
  ]);
});
