import type { JobConfig } from "../config/config.ts";
import { nameOf, type ObjectType } from "../rules/directory.ts";
import { mapObject } from "../rules/map.ts";
import { secretsOf } from "../rules/redact.ts";
import { type ObjectRules, rulesFor } from "../rules/rules.ts";
import type { JobStore } from "../store/store.ts";
import { expansionOf } from "./expansion.ts";
import type { CycleContext } from "./context.ts";
import { shownName } from "./finish-operation.ts";

type Named = { readonly type: ObjectType; readonly source: { readonly id: string; readonly name: string } };

/**
 * What objects that the store names are called by, in the order given: by their ids where a mapping hides the
 * name.
 */
export async function shownNames(
  { mirror }: Pick<JobStore, "mirror">,
  { job, now }: { readonly job: JobConfig | null; readonly now: Date },
  objects: readonly Named[],
): Promise<readonly string[]> {
  if (job === null) return objects.map(({ source }) => source.name);
  const hidden = new Set<string>();
  for (const type of ["user", "group"] as const) {
    const rules = rulesFor(job.rules, type);
    if (rules === null || rules.redactedPaths.size === 0) continue;
    for (const named of await hiddenOf(mirror, { job, rules, now }, objects)) hidden.add(keyOf(named));
  }
  return objects.map((named) => (hidden.has(keyOf(named)) ? named.source.id : named.source.name));
}

/** What the mirror calls objects of one type, by their ids; of those that it does not have, nothing. */
export async function namesOf(
  { store, job, cycle }: Pick<CycleContext, "store" | "job" | "cycle">,
  type: ObjectType,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const known = await store.mirror.byIds(type, ids);
  const named = known.map(({ object }) => ({ type, source: { id: object.id, name: nameOf(object) } }));
  const shown = await shownNames(store, { job, now: cycle.now }, named);
  return new Map(named.map(({ source }, index) => [source.id, shown[index] ?? source.id]));
}

type Judging = { readonly job: JobConfig; readonly rules: ObjectRules; readonly now: Date };

async function hiddenOf(
  mirror: JobStore["mirror"],
  { job, rules, now }: Judging,
  objects: readonly Named[],
): Promise<readonly Named[]> {
  const ofType = new Map(
    objects.filter(({ type }) => type === rules.type).map((named) => [named.source.id, named]),
  );
  const mirrored = await mirror.byIds(rules.type, [...ofType.keys()], expansionOf({ job }, rules));
  return mirrored.flatMap(({ object, relations }) => {
    const named = ofType.get(object.id);
    const around = { isSoftDeleted: false, relations, now, random: () => 0 };
    const secrets = secretsOf(mapObject(rules, object, around));
    return named === undefined || shownName(named.source, secrets) === named.source.name ? [] : [named];
  });
}

function keyOf({ type, source }: Named): string {
  return `${type} ${source.id}`;
}
