import { keyText } from "../rules/key-text.ts";
import { rulesFor } from "../rules/rules.ts";
import { TargetError } from "../target/target.ts";
import type { StoredOperation } from "../store/operations.ts";
import type { CycleContext } from "./context.ts";

/** Who has the value that an update needs, for people: the target's own refusals rarely say. */
export async function nameHolder(
  { store, target, signal, job }: CycleContext,
  { type, match, targetId }: StoredOperation,
): Promise<string | null> {
  for (const key of match) {
    const holder = (await findQuietly(() => target.find(type, key, { signal }))).find(
      ({ id }) => id !== targetId,
    );
    if (holder === undefined) continue;
    const [link] = await store.links.ofTargets(type, [holder.id]);
    const who = link === undefined ? "which nobody here is linked to" : `which belongs to ${link.sourceId}`;
    return `account ${holder.id}, ${who}, has ${keyText(key, rulesFor(job.rules, type))}`;
  }
  return null;
}

async function findQuietly<T>(find: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await find();
  } catch (error) {
    // Naming the holder is a courtesy; the conflict is what is reported.
    if (error instanceof TargetError) return [];
    throw error;
  }
}
