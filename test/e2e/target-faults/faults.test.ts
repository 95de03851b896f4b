import assert from "node:assert/strict";
import { after, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { type Fault, faults } from "./faults.ts";
import { held } from "./company.ts";
import { openStage, type Play, type Played, type Scene } from "./stage.ts";

/** `all`: each fault at every request; else at a few that the seed picks. */
const everywhere = process.env["FAULTS"] === "all";
const seed = Number(process.env["FAULTS_SEED"] ?? 1);
/** Trouble that lasts is much the same wherever it begins. */
const everyLasting = 7;
const dayMs = 86_400_000;

const stage = await openStage();
after(async () => await stage[Symbol.asyncDispose]());

/** A scene as it ends where nothing goes wrong. */
type Known = { readonly scene: Scene; readonly held: unknown; readonly requests: number };

const known: readonly Known[] = await Array.fromAsync(stage.scenes, (scene) =>
  stage.play(scene, async (play) => {
    const { failures, requests } = await play.cycle();
    assert.deepEqual(failures, []);
    assert.ok(requests.length > 60, `${requests.length} requests of a cycle of 50 users and 5 groups`);
    return { scene, held: held(play.rows), requests: requests.length };
  }),
);

/** Trouble with one request, or with all from there to the end of the cycle. */
type Place = Known & { readonly from: number; readonly lasts: boolean };

for (const [index, fault] of faults.entries()) {
  test(`${fault.name}: the next cycle makes it good, and what happened is told`, async () => {
    const failed: string[] = [];
    let first: unknown = null;
    for (const place of placesFor(index)) {
      try {
        await stage.play(place.scene, (play) => endure(play, { fault, place }));
      } catch (error) {
        first ??= error;
        failed.push(`${place.scene.name}, request ${place.from}${place.lasts ? " and all after it" : ""}`);
      }
    }
    if (first !== null) throw new Error(failed.slice(0, 20).join("; "), { cause: first });
  });
}

function placesFor(index: number): readonly Place[] {
  const places = known.flatMap((each) =>
    [false, true].flatMap((lasts) =>
      Array.from({ length: each.requests }, (_, from): Place => ({ ...each, from, lasts })),
    ),
  );
  if (everywhere) return places.filter(({ from, lasts }) => !lasts || from % everyLasting === 0);
  const random = generator(seed * 1009 + index);
  return known.flatMap(({ scene }) => {
    const here = places.filter((place) => place.scene === scene);
    return here.slice(Math.floor(random() * here.length)).slice(0, 1);
  });
}

async function endure(play: Play, { fault, place }: { fault: Fault; place: Place }): Promise<void> {
  const until = place.lasts ? Number.POSITIVE_INFINITY : place.from + 1;
  const troubled = await play.cycle({ effect: fault.effect, from: place.from, until });
  confirmTold(troubled, fault);
  await confirmLogged(play, troubled);
  play.wait(dayMs);
  const next = await play.cycle();
  assert.deepEqual(next.failures, []);
  assert.deepEqual(held(play.rows), place.held);
  const quiet = await play.cycle();
  assert.deepEqual([quiet.failures, quiet.requests.filter((method) => method !== "GET")], [[], []]);
}

/** In the words of the table: a code, what the application answered, and what to do. */
function confirmTold({ failures }: Played, { codes, told }: Fault): void {
  for (const { code, message, cure } of failures) {
    assert.ok(codes.includes(code) || code === "EntryLookupFailed", `${code}: ${message}`);
    assert.match(message, told);
    assert.ok(cure !== null && cure !== "", `${code}: ${message}`);
  }
}

async function confirmLogged(play: Play, { failures }: Played): Promise<void> {
  const entries = await play.log();
  for (const { who, code, message, cure } of failures) {
    if (who === "") continue;
    const errors = entries.filter(({ source }) => source.name === who).map(({ error }) => error);
    assert.ok(
      errors.some((error) => isDeepStrictEqual(error, { code, message, cure })),
      `${who}: ${message}`,
    );
  }
}

/** Park and Miller's. */
function generator(start: number): () => number {
  let state = (start % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
