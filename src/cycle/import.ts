import type { ObjectType, RelationName } from "../rules/directory.ts";
import type { SourceEnd, Whereabouts } from "../rules/source-record.ts";
import { StopError } from "../rules/stop-error.ts";
import type { MirrorCounts } from "../store/mirror.ts";
import type { CycleContext } from "./context.ts";

export type Imported = {
  readonly objects: number;
  /** Why nothing may be taken away in this cycle; empty when the read is fit for it. */
  readonly doubts: readonly string[];
};

/** How many objects are located at once. */
const chunk = 500;

/**
 * Directory → mirror. Every page is durable before the next is asked for, and what the read did not report is
 * believed gone only after a complete read, and of linked objects only after each was looked for by itself.
 */
export async function importDirectory(
  context: CycleContext,
  options: { allowEmpty: boolean },
): Promise<Imported> {
  const { mirror } = context.store;
  const read = await mirror.begin();
  const { end, objects } = await readPages(context, read);
  refuseEmpty(context, {
    counts: await mirror.counts(read),
    links: await context.store.links.counts(),
    ...options,
  });
  const doubts = end.complete ? end.doubts : [...end.doubts, "the directory did not report everything"];
  if (doubts.length > 0) return { objects, doubts };
  for (const type of ["user", "group"] as const) await settleUnseen(context, { read, type });
  await mirror.end(read, { watermark: end.watermark });
  return { objects, doubts: [] };
}

async function readPages(context: CycleContext, read: number): Promise<{ end: SourceEnd; objects: number }> {
  const { source, store, signal } = context;
  const watermark = context.cycle.kind === "incremental" ? await store.state.watermark() : null;
  await using pages = source.read({ watermark, signal });
  let objects = 0;
  while (true) {
    signal.throwIfAborted();
    const next = await pages.next();
    if (next.done === true) return { end: next.value, objects };
    objects += await store.mirror.save(next.value, read, dependantsOf(context));
    context.observe({ stage: "import", done: objects, total: null });
  }
}

const emptyCures = {
  entra: "Assign users or groups to the application and check the permissions of the app registration.",
  file: "List who has access under `assignments` in the file, or write `scope: all` in the job.",
} as const;

/** A directory that looks empty is an error, never "nobody is assigned". */
function refuseEmpty(
  { job }: CycleContext,
  seen: { counts: MirrorCounts; links: { users: number }; allowEmpty: boolean },
): void {
  if (seen.allowEmpty) return;
  const { counts, links } = seen;
  const nobodyAssigned = job.rules.scope === "assigned" && counts.assignments === 0;
  const nobodyThere = counts.users === 0 && (job.rules.scope === "all" || links.users > 0);
  if (!nobodyAssigned && !nobodyThere) return;
  const what = nobodyAssigned ? "no assignments" : "no users";
  throw new StopError(
    "sourceIncomplete",
    `Cannot import the directory as it shows ${what}: at least one is expected`,
    {
      cure: `${emptyCures[job.source.type]} If nobody is meant to have access any more, add --allow-empty to sync.`,
    },
  );
}

/** Relations that any rule reads: a change of theirs makes others due. */
function dependantsOf({ job: { rules } }: CycleContext): { readonly relations: readonly RelationName[] } {
  return { relations: [...rules.user.relations, ...(rules.group?.relations ?? [])] };
}

async function settleUnseen(
  context: CycleContext,
  { read, type }: { read: number; type: ObjectType },
): Promise<void> {
  const { mirror } = context.store;
  let after: string | null = null;
  while (true) {
    context.signal.throwIfAborted();
    const ids = await mirror.unseen({ read, type, after, limit: chunk });
    if (ids.length === 0) return;
    const located = await context.source.locate(type, ids, { signal: context.signal });
    const found = new Map<string, Whereabouts>();
    ids.forEach((id, index) => found.set(id, located[index] ?? { kind: "unreadable" }));
    await mirror.settle(type, found, dependantsOf(context));
    after = ids.at(-1) ?? null;
  }
}
