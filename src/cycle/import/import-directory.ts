import type { SourceEnd } from "../../rules/source-record.ts";
import type { Ending } from "../../store/mirror.ts";
import type { CycleContext } from "../context.ts";
import { confirmLosses } from "./confirm-losses.ts";
import { ReadNotes } from "./read-notes.ts";
import { refuseEmpty } from "./refuse-empty.ts";
import { widestExpansion } from "../expansion.ts";
import { unlistedWarnings } from "./unlisted-warnings.ts";
import { unreadableWarnings } from "./unreadable-warnings.ts";

export type Imported = {
  /** How many objects the read showed, changed or not, each counted once. */
  readonly shown: { readonly users: number; readonly groups: number };
  /** Why nothing may be taken away in this cycle; empty when the read is fit for it. */
  readonly doubts: readonly string[];
  /** What people should look at although everything else goes on. */
  readonly warnings: readonly string[];
};

type Importing = {
  /** That the directory has lost everybody, or a group has, is meant. */
  readonly allowEmpty: boolean;
  /** Counts as it goes: what came before a stop counts too. */
  readonly counts: { imported: number };
};

/**
 * Directory → mirror. Every page is durable before the next is asked for, and what the read did not show is
 * believed gone only when it was looked for by itself.
 */
export async function importDirectory(
  context: CycleContext,
  { allowEmpty, counts }: Importing,
): Promise<Imported> {
  const { mirror } = context.store;
  const read = await mirror.begin();
  const { end, notes } = await readPages(context, { read, counts });
  const { complete, doubts } = end;
  const seen = await mirror.counts(read);
  const { users, groups } = seen;
  counts.imported = users + groups;
  const shown = { users, groups };
  if (!allowEmpty) await refuseEmpty(context, { seen, complete });
  const warnings = [...end.warnings, ...(await unreadableWarnings(context, notes))];
  if (doubts.length > 0) return { shown, doubts, warnings };
  await confirmLosses(context, { read, complete, notes, allowEmpty });
  const ending = { watermark: end.watermark, keep: keptBy(context, end) };
  await mirror.end(read, ending, widestExpansion(context));
  return { shown, doubts, warnings: [...warnings, ...(await unlistedWarnings(context, notes))] };
}

type Pages = { readonly end: SourceEnd; readonly notes: ReadNotes };

async function readPages(
  context: CycleContext,
  { read, counts }: { read: number; counts: Importing["counts"] },
): Promise<Pages> {
  const { source, store, cycle, signal } = context;
  await using pages = source.read({
    watermark: await store.state.watermark(),
    complete: cycle.kind !== "incremental",
    known: store.mirror,
    now: cycle.now,
    signal,
  });
  const notes = new ReadNotes();
  while (true) {
    signal.throwIfAborted();
    const next = await pages.next();
    if (next.done === true) return { end: next.value, notes };
    notes.note(next.value.records);
    counts.imported += await store.mirror.save(next.value, read, widestExpansion(context));
    context.observe({ stage: "import", done: counts.imported, total: null });
  }
}

function keptBy({ job }: CycleContext, { complete }: SourceEnd): Ending["keep"] {
  if (job.rules.scope === "assigned") return "reachable";
  return complete ? "none" : "all";
}
