import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { patchBodyValidation, scimPatch } from "scim-patch";
import { parsePath, readPath } from "../../../src/rules/attribute-path.ts";
import type { Attributes } from "../../../src/rules/directory.ts";
import { needsCurrent, type PatchOperation, patchOperations } from "../../../src/target/scim/patch.ts";
import { buildResource } from "../../../src/target/scim/resource.ts";
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
