import type { JobConfig } from "../config/config.ts";
import type { ObjectType } from "../rules/directory.ts";
import { mapObject } from "../rules/map.ts";
import { secretsOf } from "../rules/redact.ts";
import { type ObjectRules, rulesFor } from "../rules/rules.ts";
import type { JobStore } from "../store/store.ts";
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
  const hiding = (["user", "group"] as const).flatMap((type) => {
    const rules = job === null ? null : rulesFor(job.rules, type);
    return rules === null || rules.redactedPaths.size === 0 ? [] : [rules];
  });
  const hidden = new Set<string>();
  for (const rules of hiding) {
    for (const named of await hiddenOf(mirror, { rules, now }, objects)) hidden.add(keyOf(named));
  }
  return objects.map((named) => (hidden.has(keyOf(named)) ? named.source.id : named.source.name));
}

async function hiddenOf(
  mirror: JobStore["mirror"],
  { rules, now }: { rules: ObjectRules; now: Date },
  objects: readonly Named[],
): Promise<readonly Named[]> {
  const ofType = new Map(
    objects.filter(({ type }) => type === rules.type).map((named) => [named.source.id, named]),
  );
  const mirrored = await mirror.byIds(rules.type, [...ofType.keys()], rules);
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
