import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dialects, type PatchChoices } from "../src/config/profiles/patch-choices.ts";
import { generic } from "../src/config/profiles/generic.ts";
import { profileNames } from "../src/config/profiles/profiles.ts";
import { patchShape } from "../src/config/shape/patch-shape.ts";
import type { Attributes } from "../src/rules/directory.ts";
import { changedResource, writable } from "../src/target/scim/patch/changed-resource.ts";
import { editsOf } from "../src/target/scim/patch/edits.ts";
import { memberBodies } from "../src/target/scim/patch/member-bodies.ts";
import { type PatchBody, patchBodies } from "../src/target/scim/patch/patch-body.ts";
import type { ResolvedChange } from "../src/target/target.ts";

const root = join(import.meta.dirname, "..");
const page = readFileSync(join(root, "docs/profiles.md"), "utf8");

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const title = { path: "title", from: "Ms", to: "Countess" };
const disabled = { path: "active", from: true, to: false };
const work = { path: 'emails[type eq "work"].value', from: null, to: "ada@x" };
const admin = { primary: false, displayName: "Administrator", value: "Admin" };
const emails = [
  { type: "work", value: "old@x" },
  { type: "home", value: "h@x" },
];

/** What the head of an example's table says, as changes. */
const situations: Readonly<Record<string, readonly ResolvedChange[]>> = {
  "The title becomes `Countess`": [title],
  "The account is disabled, and the primary role becomes `Admin`": [
    disabled,
    { path: 'roles[primary eq "True"].value', from: "User", to: "Admin" },
  ],
  "Two attributes change": [title, disabled],
  "Title, given name and department change": [
    title,
    { path: "name.givenName", from: "A", to: "Ada" },
    { path: `${enterprise}:department`, from: "A", to: "Engines" },
  ],
  "A title where there was none": [{ ...title, from: null }],
  "The work address changes; there is one for home, too": [{ ...work, from: "old@x" }],
  "A work address where there was none": [work],
  "The manager becomes 7": [{ path: `${enterprise}:manager`, from: "6", to: "7" }],
  "A role is added": [{ path: "roles", from: null, to: [admin], adds: true }],
};
const membersSituation = "Members 7 and 8 leave, and 9 joins";

type Example = {
  /** The choices that the heading is about. */
  readonly about: readonly string[];
  readonly situation: string;
  readonly values: readonly string[];
  /** The operations of each request. */
  readonly requests: readonly unknown[];
};

const examples = page
  .split(/^##+ /m)
  .filter((section) => section.includes("\n| Value | "))
  .flatMap((section) => {
    const [heading = ""] = section.split("\n");
    const about = codeIn(heading);
    const situation = /^\| Value \| (.*) \|$/m.exec(section)?.[1] ?? "";
    return [...section.matchAll(/^\| (`[a-z`, ]+`) \| (.*) \|$/gm)].map(
      ([, values = "", cell = ""]): Example => ({
        about,
        situation,
        values: codeIn(values),
        requests: codeIn(cell).map((operations) => JSON.parse(`[${operations}]`) as unknown),
      }),
    );
  });

test("each example of the page on profiles is what is sent", () => {
  assert.ok(examples.length >= 22, `only ${examples.length} examples were seen`);
  for (const { about, situation, values, requests } of examples) {
    const chosen = Object.fromEntries(values.map((value, index) => [about[index] ?? "", value]));
    const choices = { ...dialects.rfc7644, ...(patchShape.parse(chosen) as Partial<PatchChoices>) };
    const sent = bodiesFor(situation, choices).map(({ Operations }) => Operations);
    assert.deepEqual(JSON.parse(JSON.stringify(sent)), requests, `${values.join(", ")}: ${situation}`);
  }
});

test("the page on profiles shows every value of every choice, and what each dialect stands for", () => {
  const { method: _method, ...choices } = dialects.rfc7644;
  const [, entra] = [dialects.rfc7644, dialects.entra].map(
    (dialect): Readonly<Record<string, string>> => dialect,
  );
  for (const [name, value] of Object.entries(choices)) {
    assert.ok(page.includes(`| \`${name}\` | \`${value}\` | \`${entra?.[name] ?? ""}\` |`), name);
  }
  const [form] = patchShape.options;
  for (const [name, { def }] of Object.entries(form.shape)) {
    if (name === "dialect") continue;
    const shown = examples.filter(({ about }) => about.includes(name)).flatMap(({ values }) => values);
    for (const value of Object.keys(def.innerType.def.entries))
      assert.ok(shown.includes(value), `${name}: ${value}`);
  }
});

test("the page's PUT is the one that is sent", () => {
  const [before = "", after = ""] = [...page.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, json]) => json);
  const changed = changedResource(JSON.parse(before) as Attributes, { type: "user", changes: [title] });
  assert.deepEqual(writable(changed), JSON.parse(after));
});

test("the page names every profile and all that a profile holds, and shows one as it is", () => {
  for (const name of profileNames()) assert.ok(page.includes(`| \`${name}\` | `), name);
  for (const member of Object.keys(generic)) assert.ok(page.includes(`| \`${member}\` | `), member);
  const shown = /^```ts\n([\s\S]*?)^```/m.exec(page)?.[1];
  assert.equal(shown, readFileSync(join(root, "src/config/profiles/entra-compatible.ts"), "utf8"));
});

function bodiesFor(situation: string, choices: PatchChoices): readonly PatchBody[] {
  if (situation === membersSituation) return memberBodies({ add: ["9"], remove: ["7", "8"] }, choices);
  const changes = situations[situation];
  assert.ok(changes !== undefined, `no changes for "${situation}"`);
  const current = choices.elements === "whole" ? { emails } : null;
  return patchBodies(editsOf(changes, { current, choices }), choices);
}

/** What is in backticks, of which one escaped in JSON is none. */
function codeIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}
