import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { patchBodyValidation, scimPatch } from "scim-patch";
import { parsePath, readPath } from "../../../src/rules/attribute-path.ts";
import type { Attributes } from "../../../src/rules/directory.ts";
import { needsCurrent, type PatchOperation, patchOperations } from "../../../src/target/scim/patch.ts";
import { buildResource } from "../../../src/target/scim/resource.ts";
import { wholeListOperations } from "../../../src/target/scim/whole-list.ts";
import type { ResolvedChange, ResolvedValue } from "../../../src/target/target.ts";
import { applyChanges } from "../apply-changes.ts";

type Values = Readonly<Record<string, ResolvedValue>>;

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const text = fc.option(fc.stringMatching(/^[\w .,'"\\äß+-]{1,8}$/));
const list = fc.option(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 2, maxLength: 3 }));
const flag = fc.option(fc.boolean());

/** What mappings fill, with a value or none for each. */
const values: fc.Arbitrary<Values> = fc.record({
  userName: fc.stringMatching(/^[a-z]{1,8}$/),
  title: text,
  active: flag,
  "name.givenName": text,
  "name.familyName": text,
  entitlements: list,
  'emails[type eq "work"].value': text,
  'emails[type eq "home"].value': text,
  'emails[type eq "other"].value': list,
  'addresses[type eq "work"].locality': text,
  'addresses[type eq "work"].streetAddress': text,
  'addresses[type eq "work"].primary': flag,
  'roles[primary eq "True"].value': text,
  [`${enterprise}:department`]: text,
  [`${enterprise}:manager`]: text,
});

test("patchOperations() takes any user to any other, as an independent PATCH engine carries them out", () => {
  fc.assert(
    fc.property(values, values, fc.boolean(), (before, after, known) => {
      const resource = buildResource("user", sets(before));
      const changes = differences(before, after);
      const current = known || needsCurrent(changes) ? resource : null;
      const patched = carryOut(resource, patchOperations(changes, current));
      assert.deepEqual(comparable(patched), comparable(applyChanges(resource, changes)));
      for (const { path, to } of changes) assert.deepEqual(valueAt(patched, path), wanted(to), path);
    }),
    { numRuns: 500 },
  );
});

test("buildResource() puts every value where its path says", () => {
  fc.assert(
    fc.property(values, (wantedValues) => {
      const { schemas, ...resource } = buildResource("user", sets(wantedValues));
      assert.deepEqual(comparable(resource), comparable(applyChanges({}, sets(wantedValues))));
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

test("patchOperations() of no change is nothing", () => {
  assert.deepEqual(patchOperations([], null), []);
});

test("patchOperations() writes add, replace and remove with plain paths", () => {
  const changes = [
    { path: "urn:ietf:params:scim:schemas:core:2.0:User:userName", from: "a", to: "b" },
    { path: "title", from: null, to: "Countess" },
    { path: "nickName", from: "Ada", to: null },
    { path: 'roles[primary eq "True"].value', from: "user", to: "admin" },
    { path: `${enterprise}:manager`, from: "1", to: "2" },
  ];
  assert.deepEqual(patchOperations(changes, null), [
    { op: "replace", path: "userName", value: "b" },
    { op: "add", path: "title", value: "Countess" },
    { op: "remove", path: "nickName" },
    { op: "replace", path: "roles[primary eq true].value", value: "admin" },
    { op: "replace", path: `${enterprise}:manager`, value: { value: "2" } },
  ]);
});

test("patchOperations() adds the values of new elements in one operation, together", () => {
  const changes = [
    { path: 'addresses[type eq "work"].locality', from: null, to: "London" },
    { path: 'addresses[type eq "work"].streetAddress', from: null, to: "St James" },
    { path: 'addresses[type eq "home"].locality', from: null, to: "Ockham" },
  ];
  assert.ok(needsCurrent(changes));
  assert.deepEqual(patchOperations(changes, {}), [
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

test("patchOperations() adds to an element that is there", () => {
  const changes = [{ path: 'addresses[type eq "work"].locality', from: null, to: "London" }];
  const current = { addresses: [{ type: "work", streetAddress: "St James" }] };
  assert.deepEqual(patchOperations(changes, current), [
    { op: "add", path: 'addresses[type eq "work"].locality', value: "London" },
  ]);
});

test("patchOperations() replaces the elements of an attribute, as they are given", () => {
  const admin = { primary: false, type: "Role", display: "Admin", value: "Admin" };
  const changes = [{ path: "roles", from: ["User"], to: [admin] }];
  assert.deepEqual(patchOperations(changes, null), [{ op: "replace", path: "roles", value: [admin] }]);
  assert.deepEqual(patchOperations([{ path: "roles", from: ["User"], to: null }], null), [
    { op: "remove", path: "roles" },
  ]);
});

test("patchOperations() of additions only adds, whatever is there", () => {
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
  assert.ok(!needsCurrent(changes.filter(({ adds }: ResolvedChange) => adds === true)));
  for (const known of [null, current]) assert.deepEqual(patchOperations(changes, known), added);
});

test("wholeListOperations() takes any user to any other without a filter in a path", () => {
  fc.assert(
    fc.property(values, values, (before, after) => {
      const resource = buildResource("user", sets(before));
      const changes = differences(before, after);
      const operations = wholeListOperations(changes, resource);
      for (const { path } of operations) assert.ok(!path.includes("["), path);
      const patched = carryOut(resource, operations);
      assert.deepEqual(comparable(patched), comparable(applyChanges(resource, changes)));
    }),
    { numRuns: 300 },
  );
});

test("wholeListOperations() sends elements that nothing is said of as they are, and adds where it is to add", () => {
  const home = { type: "home", value: "h@x", display: "Home" };
  const changes = [
    { path: 'emails[type eq "work"].value', from: "w@x", to: "new@x" },
    { path: 'emails[type eq "other"].value', from: null, to: ["b@x"], adds: true },
    { path: "title", from: null, to: "Countess" },
  ] as const;
  const current = {
    emails: [{ type: "work", value: "w@x", primary: true }, home, { type: "other", value: "a@x" }],
  };
  assert.deepEqual(wholeListOperations(changes, current), [
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

test("patchOperations() removes nothing that is not there", () => {
  const changes = [
    { path: "title", from: "Countess", to: null },
    { path: 'emails[type eq "work"].value', from: "ada@example.com", to: null },
  ];
  assert.deepEqual(patchOperations(changes, { userName: "ada" }), []);
});

function sets(wantedValues: Values): readonly ResolvedChange[] {
  return Object.entries(wantedValues).map(([path, to]) => ({ path, from: null, to }));
}

function differences(before: Values, after: Values): readonly ResolvedChange[] {
  return Object.keys(before).flatMap((path) => {
    const [from = null, to = null] = [before[path], after[path]];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
  });
}

function carryOut(resource: Attributes, operations: readonly PatchOperation[]): Attributes {
  if (operations.length === 0) return resource;
  const body = { schemas: [patchSchema], Operations: structuredClone(operations) };
  patchBodyValidation(body as never);
  return scimPatch(structuredClone(resource) as never, body.Operations as never);
}

function valueAt(resource: Attributes, path: string): unknown {
  const parsed = parsePath(path);
  assert.ok(parsed !== null);
  const found = readPath(resource, parsed);
  return found === undefined || Array.isArray(found) ? sorted((found ?? []) as unknown[]) : sorted([found]);
}

function wanted(to: ResolvedValue): unknown {
  return to === null ? [] : sorted([to].flat());
}

function sorted(items: readonly unknown[]): readonly string[] {
  return items
    .map((item) => (typeof item === "object" && item !== null && "value" in item ? item.value : item))
    .map(String)
    .toSorted();
}

/** Elements without their order, and nothing that is empty. */
function comparable({ schemas: _schemas, ...resource }: Attributes): Attributes {
  const entries = Object.entries(resource).map(([name, value]): [string, unknown] => [
    name,
    Array.isArray(value) ? value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => JSON.stringify(value).length > 2));
}

const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
