import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { creationChanges, diff } from "../../../src/rules/diff.ts";
import { parsePath, readPath } from "../../../src/rules/attribute-path.ts";
import { type Attributes, noRelations } from "../../../src/rules/directory.ts";
import { type Desired, mapObject } from "../../../src/rules/map.ts";
import type { Change } from "../../../src/rules/operation.ts";
import type { ObjectRules } from "../../../src/rules/rules.ts";
import type { ResolvedChange, Target } from "../../../src/target/target.ts";
import { userRules } from "../../rules/rules-fixture.ts";
import { type Scimmy, spawnScimmy, spawnScimPatchServer } from "../../servers/spawn-scimmy.ts";
import { openTarget } from "./open-scimmy.ts";

const signal = new AbortController().signal;
const crew = "urn:ietf:params:scim:schemas:extension:Crew:2.0:User";

/** Two servers that this project did not write, or whose PATCH it did not write. */
const servers = [
  ["scimmy", spawnScimmy],
  ["a server on scim-patch", spawnScimPatchServer],
] as const;

/** As Entra's role functions give them. */
function role(value: string): string {
  return JSON.stringify({ primary: false, type: "WindowsAzureActiveDirectoryRole", display: value, value });
}

type Story = {
  readonly path: string;
  /** What the directory says, one after the other; the first is there at creation. */
  readonly values: readonly (string | readonly string[] | null)[];
};

const stories: readonly Story[] = [
  { path: "title", values: ["Countess", "Engineer", null, "Countess"] },
  { path: "name.givenName", values: [null, "Ada", "Augusta", null, "Ada"] },
  { path: "emails", values: [["a@x", "b@x"], ["b@x", "c@x", "d@x"], ["c@x"], null, ["a@x"]] },
  { path: "emails", values: [null, ["a@x", "b@x"], null] },
  { path: "entitlements", values: [["a", "b", "c"], ["b"], null, ["c", "d"]] },
  { path: 'emails[type eq "work"].value', values: ["a@x", "b@x", null, "c@x"] },
  { path: 'emails[type eq "work"].value', values: [null, "a@x"] },
  { path: 'emails[type eq "other"].value', values: [["a@x", "b@x"], ["b@x", "c@x"], ["c@x"], null] },
  { path: 'emails[type eq "other"].value', values: [null, ["a@x"], ["a@x", "b@x"], ["b@x"], null] },
  { path: 'addresses[type eq "work"].locality', values: [null, "London", "Ockham", null, "London"] },
  { path: 'roles[primary eq "True"].value', values: [null, "User", "Admin", null] },
  { path: "roles", values: [[role("Admin"), role("User")], [role("User")], null, [role("Admin")]] },
  { path: "roles", values: [null, [role("Admin")], [role("User"), "plain"], null] },
  { path: `${crew}:deck`, values: ["A", "B", null, "C"] },
  { path: `${crew}:deck`, values: [null, "A", null] },
  { path: `${crew}:tags`, values: [["red", "blue"], ["blue", "green", "black"], ["green"], null] },
  { path: `${crew}:tags`, values: [null, ["red"], ["red", "blue"], null, ["black"]] },
  { path: `${crew}:badges[type eq "gold"].value`, values: ["1", "2", null, "3"] },
  { path: `${crew}:badges[type eq "gold"].value`, values: [null, ["1", "2"], ["2"], null] },
];

type Addition = {
  readonly path: string;
  readonly there: readonly string[];
  readonly wanted: readonly string[];
  readonly after: readonly string[];
};

const additions: readonly Addition[] = [
  { path: "roles", there: [role("A")], wanted: [role("A"), role("B")], after: ["A", "B"] },
  { path: "entitlements", there: ["a", "b"], wanted: ["c", "b"], after: ["a", "b", "c"] },
  { path: 'emails[type eq "other"].value', there: ["a@x"], wanted: ["b@x"], after: ["a@x", "b@x"] },
  { path: `${crew}:tags`, there: ["red"], wanted: ["blue", "red"], after: ["blue", "red"] },
];

for (const [name, spawn] of servers) {
  let scimmy: Scimmy;
  let target: Target;
  let close: () => Promise<void>;

  before(async () => {
    scimmy = await spawn();
    const auth = { kind: "token", token: scimmy.token, expires: null } as const;
    ({ target, close } = openTarget({ url: scimmy.url, auth }));
  });
  after(async () => {
    await close();
    await scimmy[Symbol.asyncDispose]();
  });

  for (const [number, { path, values }] of stories.entries()) {
    test(`${name} comes to hold ${path} = ${JSON.stringify(values)}, each with at most one write`, async () => {
      const rules = userRules({ userName: "[upn]", [path]: { expression: "[v]", nulls: "clear" } });
      await play(target, { rules, name: `user${String(number)}@example.com`, values });
    });
  }

  for (const { path, there, wanted, after: expected } of additions) {
    test(`${name} keeps what ${path} has besides with apply: add`, async () => {
      const first = userRules({ userName: "[upn]", [path]: "[v]" });
      const upn = `adds-${path}@example.com`;
      const creation = resolved(creationChanges(map(first, { upn, v: there })));
      const created = await target.write({ kind: "create", type: "user", changes: creation }, { signal });
      assert.ok(created.kind === "done", JSON.stringify(created));
      const { id } = created;
      const rules = userRules({ userName: "[upn]", [path]: { expression: "[v]", apply: "add" } });
      const desired = map(rules, { upn, v: wanted });
      const changes = resolved(diff(desired, await read(target, id), { resolve: () => null }));
      assert.deepEqual(
        changes.map(({ adds }) => adds),
        [true],
      );
      const written = await target.write({ kind: "update", type: "user", id, changes }, { signal });
      assert.deepEqual(written, { kind: "done", id });
      const attributes = await read(target, id);
      await agrees(target, id, desired);
      assert.deepEqual(textsAt(attributes, path).toSorted(), expected);
      // Nothing to add, and an empty source takes nothing away.
      for (const v of [null, []]) {
        assert.deepEqual(diff(map(rules, { upn, v }), attributes, { resolve: () => null }), []);
      }
    });
  }
}

/** Lets the directory say each value in turn; after each, target and directory agree. */
async function play(
  target: Target,
  { rules, name, values }: { rules: ObjectRules; name: string; values: Story["values"] },
): Promise<void> {
  const [first, ...others] = values.map((v) => map(rules, { upn: name, v }));
  assert.ok(first !== undefined);
  const created = await target.write(
    { kind: "create", type: "user", changes: resolved(creationChanges(first)) },
    { signal },
  );
  assert.ok(created.kind === "done", JSON.stringify(created));
  const { id } = created;
  await agrees(target, id, first);
  for (const desired of others) {
    const changes = resolved(diff(desired, await read(target, id), { resolve: () => null }));
    assert.notEqual(changes.length, 0);
    const written = await target.write({ kind: "update", type: "user", id, changes }, { signal });
    assert.deepEqual(written, { kind: "done", id });
    await agrees(target, id, desired);
  }
}

function textsAt(attributes: Attributes, path: string): readonly string[] {
  const parsed = parsePath(path);
  assert.ok(parsed !== null);
  const items = readPath(attributes, parsed) as readonly (string | { readonly value: string })[];
  return items.map((item) => (typeof item === "string" ? item : item.value));
}

async function agrees(target: Target, id: string, desired: Desired): Promise<void> {
  const attributes = await read(target, id);
  assert.deepEqual(diff(desired, attributes, { resolve: () => null }), [], JSON.stringify(attributes));
}

async function read(target: Target, id: string): Promise<Attributes> {
  const user = await target.read("user", id, { signal });
  assert.ok(user !== null);
  return user.attributes;
}

function map(rules: ObjectRules, attributes: Attributes): Desired {
  const object = { type: "user", id: "s1", state: "active", attributes } as const;
  const around = { isSoftDeleted: false, relations: noRelations, now: new Date(0), random: () => 0 };
  return mapObject(rules, object, around);
}

function resolved(changes: readonly Change[]): readonly ResolvedChange[] {
  return changes as readonly ResolvedChange[];
}
