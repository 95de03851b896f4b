import { createRandom, type Random, shuffled } from "../../random.ts";
import type { LoggedChange } from "../directory.ts";
import type { TenantSettings } from "../settings.ts";
import type { Position } from "./chain.ts";
import type { Round } from "./delta-tokens.ts";
import type { Row } from "./row.ts";
import { everything, type Sight, sumOf } from "./rows.ts";
import { touchOf } from "./touch.ts";

/** How many changes back those are that come again. */
const remembered = 50;

/** The first round of a chain: everything, or nothing where only what comes is asked for. */
export function openRound(sight: Sight, { latest }: { latest: boolean }): Round {
  const { directory, chain } = sight;
  const { delta } = sight.tenant.settings;
  const seq = directory.log.length;
  const tracksMembers = !latest || delta.latestTracksMembers;
  const rows = latest ? [] : moody(everything(sight), delta, drawFrom(seq, seq));
  return { rows, end: { chain: { ...chain, tracksMembers }, seq, late: [] } };
}

/** What happened since the position, with what was late there. */
export function nextRound({ seq, late }: Position, sight: Sight): Round {
  const { log } = sight.directory;
  const { delta } = sight.tenant.settings;
  const random = drawFrom(seq, log.length);
  const fresh = concerning(log.slice(seq), sight);
  const held = new Set([...new Set(fresh.map(idOf))].filter(() => random.chance(delta.late)));
  const arrived = late.map((number) => log[number - 1]).filter((change) => change !== undefined);
  const due = [...arrived, ...fresh.filter((change) => !held.has(idOf(change)))];
  const shown = log.slice(Math.max(0, seq - remembered), seq).filter((change) => !late.includes(change.seq));
  const again = shuffled(concerning(shown, sight), random).slice(0, delta.replays);
  const rows = [...sumOf(due, sight), ...again.flatMap((change) => sumOf([change], sight))];
  const stillLate = fresh.filter((change) => held.has(idOf(change))).map((change) => change.seq);
  return { rows: moody(rows, delta, random), end: { chain: sight.chain, seq: log.length, late: stillLate } };
}

function concerning(changes: readonly LoggedChange[], { chain }: Sight): LoggedChange[] {
  return changes.filter((change) => touchOf(change, chain) !== null);
}

function idOf({ before, after }: LoggedChange): string | null {
  return (after ?? before)?.id ?? null;
}

/** The same for the same round, however often and in whatever company it is asked for. */
function drawFrom(from: number, to: number): Random {
  return createRandom(from * 65_537 + to);
}

function moody(
  rows: readonly Row[],
  { duplicates, shuffled: mixed }: TenantSettings["delta"],
  random: Random,
): Row[] {
  const all = [...rows];
  for (const row of rows) if (random.chance(duplicates)) all.splice(random.below(all.length + 1), 0, row);
  return mixed ? shuffled(all, random) : all;
}
