import { StopError } from "../../rules/stop-error.ts";
import type { Lost } from "../../store/mirror.ts";
import type { CycleContext } from "../context.ts";
import type { ReadNotes } from "./read-notes.ts";
import { ifMeant } from "./refuse-empty.ts";
import { shownTogether } from "./shown-together.ts";

/** As everything is read once a day at the latest, nothing that lags is believed for longer. */
const believedAfterMs = 24 * 60 * 60_000;

export type Emptied = {
  readonly lost: Lost;
  readonly notes: ReadNotes;
  /** That they are empty is meant. */
  readonly allowEmpty: boolean;
};

/**
 * A group that has lost everybody at once while the change feed still knows of somebody is an error, until
 * every read has shown it empty for a day: nobody need be there to say that it is meant, and the guard still
 * counts whom it takes access from.
 */
export async function refuseEmptied(
  context: CycleContext,
  { lost, notes, allowEmpty }: Emptied,
): Promise<void> {
  const { store, cycle } = context;
  const known = await store.state.emptied();
  // A plan that was only looked at has forgotten who was there, and settles nothing.
  const stillEmpty = [...known.keys()].filter((id) => notes.empty.has(id));
  const justEmptied = lost.groups.filter(({ emptied }) => emptied).map(({ id }) => id);
  const ids = [...new Set([...stillEmpty, ...justEmptied])].filter((id) => !notes.left.has(id));
  const since = new Map(ids.map((id) => [id, earlier(known.get(id), cycle.now)]));
  if (known.size > 0 || since.size > 0) await store.state.setEmptied(since);
  const open = [...since].filter(([, time]) => cycle.now.getTime() - time.getTime() < believedAfterMs);
  if (!allowEmpty && open.length > 0) throw await refusal(context, new Map(open));
}

/** Whoever set the clock ahead for a rehearsal has not seen tomorrow. */
function earlier(known: Date | undefined, now: Date): Date {
  return known === undefined || known > now ? now : known;
}

async function refusal(context: CycleContext, since: ReadonlyMap<string, Date>): Promise<StopError> {
  const names = await shownTogether(context, "group", [...since.keys()]);
  const which = since.size === 1 ? `the group "${names}" is` : `the groups ${names} are`;
  const last = Math.max(...since.values().map((time) => time.getTime()));
  const until = new Date(last + believedAfterMs).toISOString().slice(0, 16).replace("T", " ");
  return new StopError(
    "sourceIncomplete",
    `Cannot import the directory as ${which} suddenly empty, and the change feed does not say that everybody left`,
    {
      cure:
        `Run the cycle again in some minutes: the feed may be late. If it is meant: ${ifMeant} ` +
        `Otherwise it is believed if all reads until ${until}Z show it.`,
    },
  );
}
