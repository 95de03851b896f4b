import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { dialects, type PatchChoices } from "../../../../src/config/profiles/patch-choices.ts";
import type { Attributes } from "../../../../src/rules/directory.ts";
import { property } from "../../../../src/rules/attribute-path.ts";
import { textBooleans } from "../../../../src/target/scim/attribute.ts";
import { changedResource, writable } from "../../../../src/target/scim/patch/changed-resource.ts";
import { editsOf, needsCurrent } from "../../../../src/target/scim/patch/edits.ts";
import { patchBodies } from "../../../../src/target/scim/patch/patch-body.ts";
import { buildResource } from "../../../../src/target/scim/resource.ts";
import type { ResolvedChange } from "../../../../src/target/target.ts";
import { applyChanges } from "../../apply-changes.ts";
import { byScimmy, byScimPatch, type Engine, takenByScimmy } from "./engines.ts";
import { comparable, differences, enterprise, sets, type Values, values } from "./random-user.ts";

/** HISTORIES=5000 tries more of them. */
const numRuns = Number(process.env["HISTORIES"] ?? 150);

const either: fc.Arbitrary<Partial<PatchChoices>> = fc.record({
  operationNames: fc.constantFrom("lower", "capitalised"),
  operations: fc.constantFrom("together", "single"),
  missing: fc.constantFrom("add", "replace"),
  elements: fc.constantFrom("filtered", "whole"),
});

/** What each engine takes: scimmy is strict, and scim-patch loses what a nested value does not name. */
const scimmyTakes = fc.record({
  attributes: fc.constantFrom("paths", "pathless"),
  names: fc.constantFrom("nested", "dotted"),
} satisfies Wordings);
const scimPatchTakes = fc.record({
  attributes: fc.constantFrom("paths", "pathless"),
  names: fc.constant("dotted"),
  booleans: fc.constantFrom("json", "text"),
  missingElement: fc.constantFrom("element", "add", "replace"),
  references: fc.constantFrom("object", "id"),
} satisfies Wordings);

type Wordings = { [Name in keyof PatchChoices]?: fc.Arbitrary<PatchChoices[Name]> };

type Taker = {
  readonly name: string;
  readonly engine: Engine;
  readonly takes: fc.Arbitrary<Partial<PatchChoices>>;
};

// Scimmy takes its time.
const engines: readonly (Taker & { readonly share: number })[] = [
  { name: "scimmy", engine: byScimmy, takes: scimmyTakes, share: 0.3 },
  { name: "scim-patch", engine: byScimPatch, takes: scimPatchTakes, share: 1 },
];

for (const { name, engine, takes, share } of engines) {
  test(`a PATCH in any wording that ${name} takes makes of any user any other`, async () => {
    await fc.assert(
      fc.asyncProperty(values, values, either, takes, fc.boolean(), async (...drawn) => {
        const [before, after, common, own, isKnown] = drawn;
        await checkPatch(engine, {
          before,
          after,
          isKnown,
          choices: { ...dialects.rfc7644, ...common, ...own },
        });
      }),
      { numRuns: numRuns * share },
    );
  });
}

test("each dialect makes of any user any other, on an engine that takes it", async () => {
  const taken = [
    [byScimmy, dialects.rfc7644],
    [byScimPatch, dialects.rfc7644],
    [byScimPatch, dialects.entra],
  ] as const;
  await fc.assert(
    fc.asyncProperty(values, values, fc.boolean(), async (before, after, isKnown) => {
      for (const [engine, choices] of taken) await checkPatch(engine, { before, after, isKnown, choices });
    }),
    { numRuns: numRuns / 3 },
  );
});

test("a PUT makes of any user any other, and keeps what nobody maps", () => {
  const word = fc.stringMatching(/^[a-z]{1,4}$/);
  const unmapped = fc.record({
    nickName: word,
    emails: fc.array(fc.record({ value: word, display: word })),
  });
  fc.assert(
    fc.property(values, values, unmapped, (before, after, others) => {
      const mapped = buildResource("user", sets(before));
      const emails = [...listAt(mapped, "emails"), ...others.emails];
      const resource = { ...mapped, ...others, id: "1", emails };
      const changes = differences(before, after);
      const body = writable(
        changedResource({ ...resource, meta: { version: "1" } }, { type: "user", changes }),
      );
      assert.deepEqual(comparable(body), comparable(applyChanges(resource, changes)));
      const { id: _id, ...sent } = body;
      assert.deepEqual(comparable(takenByScimmy(body)), comparable(sent));
      const extended = property(body, enterprise) !== undefined;
      assert.ok(!extended || listAt(body, "schemas").includes(enterprise));
    }),
    { numRuns },
  );
});

type Case = {
  readonly before: Values;
  readonly after: Values;
  readonly isKnown: boolean;
  readonly choices: PatchChoices;
};

async function checkPatch(engine: Engine, { before, after, isKnown, choices }: Case): Promise<void> {
  const changes = differences(before, after);
  // A server that takes text for booleans has text.
  const built = { id: "1", ...buildResource("user", sets(before)) };
  const resource = choices.booleans === "text" ? (textBooleans(built) as Attributes) : built;
  const current = isKnown || needsCurrent(changes, choices) ? resource : null;
  const bodies = patchBodies(editsOf(changes, { current, choices }), choices);
  for (const { Operations } of bodies) assert.ok(Operations.length > 0);
  const patched = await engine(resource, bodies);
  assert.deepEqual(settled(patched), settled(wanted(resource, changes)), JSON.stringify(bodies));
}

function wanted(resource: Attributes, changes: readonly ResolvedChange[]): Attributes {
  return textBooleans(applyChanges(resource, changes)) as Attributes;
}

/** However booleans and references were said. */
function settled(resource: Attributes): Attributes {
  const told = textBooleans(resource) as Attributes;
  const manager = property(property(told, enterprise), "manager");
  const id = property(manager, "value") ?? manager;
  const extension = property(told, enterprise);
  if (typeof extension !== "object" || id === undefined) return comparable(told);
  return comparable({ ...told, [enterprise]: { ...extension, manager: { value: id } } });
}

function listAt(resource: Attributes, name: string): readonly unknown[] {
  const found = property(resource, name);
  return Array.isArray(found) ? found : [];
}
