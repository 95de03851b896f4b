import { hash } from "node:crypto";
import type { GeneratedMemory } from "../rules/generate.ts";
import type { Mapping, ObjectRules } from "../rules/rules.ts";
import { rulesFor } from "../rules/rules.ts";
import { soleText } from "../rules/sole-text.ts";
import type { GeneratedValue, Promised } from "../store/generated.ts";
import type { StoredOperation } from "../store/operations.ts";
import type { CycleContext } from "./context.ts";

/** The mappings whose values are made up when the object is created. */
export function generatedMappings({ mappings }: ObjectRules): readonly Mapping[] {
  return mappings.filter(({ generated }) => generated !== "no");
}

/**
 * What the store knows the promises of a mapping by: its path, and its expression, as what another expression
 * has made up says nothing about this one.
 */
export function promiseKey({ path, expression }: Mapping): string {
  return `${path.text} ${hash("sha1", expression.text, "base64")}`;
}

export function memoryOf(mapping: Mapping, kept: ReadonlyMap<string, Promised> | undefined): GeneratedMemory {
  const { value, refused } = kept?.get(promiseKey(mapping)) ?? { value: null, refused: [] };
  return { kept: value, refused: new Set(refused) };
}

/** Takes back what was promised to somebody who is due no account any more, and what is known besides. */
export function noPromise(mapping: Mapping, sourceId: string): GeneratedValue {
  return { sourceId, path: promiseKey(mapping), value: null, refused: [] };
}

/**
 * A create was refused as a conflict, and nobody matches: maybe for a value that was made up for it and that
 * the target keeps for somebody it does not show. The next plan passes these over.
 */
export async function rememberRefusal(
  { store, job }: Pick<CycleContext, "store" | "job">,
  { kind, type, source, changes }: StoredOperation,
): Promise<void> {
  const rules = rulesFor(job.rules, type);
  if (rules === null || kind !== "create") return;
  const sent = new Map(changes.map(({ path, to }) => [path, soleText(to)]));
  const mappings = generatedMappings(rules).filter(({ path }) => (sent.get(path.text) ?? null) !== null);
  if (mappings.length === 0) return;
  const kept = (await store.generated.of(type, [source.id])).get(source.id);
  const refused = mappings.map((mapping) => {
    const memory = memoryOf(mapping, kept);
    const all = memory.refused.union(new Set([(sent.get(mapping.path.text) ?? "").toLowerCase()]));
    return { sourceId: source.id, path: promiseKey(mapping), value: memory.kept, refused: [...all] };
  });
  await store.generated.keep(type, refused);
}
