import assert from "node:assert/strict";
import { after, test } from "node:test";
import { dialects, type PatchDialect } from "../../../src/config/profiles/patch-choices.ts";
import type { DialpadOptions } from "../../../src/sandbox/dialpad/options.ts";
import { everyCombination } from "../combinations/every-combination.ts";
import { allPairs, allSingles } from "../combinations/pairs.ts";
import { type Exclusion, type Row, setting, type Space } from "../combinations/space.ts";
import { cases } from "../cycles/cases.ts";
import { playCases } from "../cycles/contract.ts";
import { openMemory } from "../cycles/world.ts";
import { type Assumption, values } from "./assumptions.ts";
import { dialpadCases } from "./cases.ts";
import { openDialpad } from "./dialpad-application.ts";
import { lazyOptions, optionsOf } from "./lazy-options.ts";

const outcome = "cycles carry every operation there, and a second cycle writes nothing";
const names = Object.keys(dialects) as readonly PatchDialect[];
const space: Space = { dialect: names, ...values };

/** What a dialect needs of the server: a job in it cannot be set up otherwise. */
const exclusions: readonly Exclusion[] = [
  [inDialect("entra"), assumption("patchDialect", "rfc7644")],
  [inDialect("put"), assumption("put", "405")],
];

const memory = await openMemory();
after(() => memory[Symbol.asyncDispose]());

const looks = await looksOf();

for (const row of allSingles(values)) {
  const options = optionsOf(row);
  const [switched] = Object.keys(row).filter((name) => (row[name] ?? 0) > 0);
  // A case for which nobody looks at the assumption goes the same way as it does without it.
  const played = casesFor(options).filter(
    ({ name }) => switched === undefined || looks.get(name)?.has(switched) === true,
  );
  if (played.length === 0) continue;
  test(`sandbox Dialpad, ${describe(row)}: ${outcome}`, async () => {
    await play(options, { dialect: "rfc7644", played });
  });
}

const inOtherDialects: readonly Row[] = [
  { dialect: names.indexOf("entra") },
  { dialect: names.indexOf("put"), put: values.put.indexOf("replace") },
];

for (const row of [...inOtherDialects, ...allPairs(space, exclusions)]) {
  test(`sandbox Dialpad, ${describe(row)}: ${outcome}`, async () => {
    const options = optionsOf(row);
    await play(options, { dialect: names[row["dialect"] ?? 0] ?? "rfc7644", played: casesFor(options) });
  });
}

for (const retryAfter of values.retryAfter) {
  test(`sandbox Dialpad, more asked of it than it allows, Retry-After ${String(retryAfter)}: nothing fails`, async () => {
    await using application = await openDialpad({ ...optionsOf({}), rateLimit: 12, retryAfter }, "rfc7644");
    await playCases(application, cases.slice(0, 1), { ...memory, thorough: false });
    const asked = application.journal.entries({ since: 0, side: "dialpad" });
    assert.ok(asked.some(({ status }) => status === 429));
  });
}

/** A case at a time, in every combination of the assumptions that the server looks at meanwhile. */
const isWanted = process.env["LOCKSTEP_EVERY_COMBINATION"] !== undefined;
const skip = isWanted ? false : "it takes an hour: set LOCKSTEP_EVERY_COMBINATION";

test("the sandbox Dialpad in every combination of its assumptions", { skip }, async (context) => {
  const count = casesFor(optionsOf({})).length;
  for (const name of names) {
    for (let number = 0; number < count; number += 1) {
      const title = `${name}: ${casesFor(optionsOf({}))[number]?.name ?? ""}`;
      await context.test(title, async (each) => {
        const { runs, failures } = await everyCombination(spaceOf(name), async (choose) => {
          const options = lazyOptions(choose);
          await play(options, { dialect: name, played: casesFor(options).slice(number, number + 1) });
        });
        each.diagnostic(`${String(runs)} combinations that make a difference`);
        assert.equal(failures.length, 0, failures.slice(0, 5).join("\n"));
        assert.ok(runs > 1);
      });
    }
  }
});

function casesFor(options: DialpadOptions): ReturnType<typeof dialpadCases> {
  return [...cases, ...dialpadCases(options)];
}

/** Which assumptions the server looks at in each case while all of them are as usual. */
async function looksOf(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const all = new Map<string, ReadonlySet<string>>();
  for (const [number, { name }] of casesFor(optionsOf({})).entries()) {
    const seen = new Set<string>();
    const options = lazyOptions((switched) => {
      seen.add(switched);
      return values[switched as Assumption][0];
    });
    await play(options, { dialect: "rfc7644", played: casesFor(options).slice(number, number + 1) });
    all.set(name, seen);
  }
  return all;
}

async function play(
  options: DialpadOptions,
  { dialect, played }: { dialect: PatchDialect; played: ReturnType<typeof casesFor> },
): Promise<void> {
  await using application = await openDialpad(options, dialect);
  await playCases(application, played, { ...memory, thorough: false });
}

/** Without what the dialect cannot be used with, and without the header that is never read. */
function spaceOf(name: PatchDialect): Space {
  const usual: Space = { ...values, location: [true] };
  switch (name) {
    case "rfc7644":
      return usual;
    case "entra":
      return { ...usual, patchDialect: ["any"] };
    case "put":
      return { ...usual, put: ["replace"] };
  }
}

function describe(row: Row): string {
  const unusual = Object.entries(row).filter(([, index]) => index > 0);
  if (unusual.length === 0) return "as it is assumed to be";
  return unusual.map(([name, index]) => `${name} ${JSON.stringify(space[name]?.[index])}`).join(", ");
}

function inDialect(name: PatchDialect): string {
  return setting("dialect", names.indexOf(name));
}

function assumption(name: Assumption, value: string): string {
  const known: readonly unknown[] = values[name];
  return setting(name, known.indexOf(value));
}
