import type { SourcePage } from "../../rules/source-record.ts";
import type { Reading } from "./reading.ts";
import { lookUp } from "./user-records.ts";

/** How long it takes to go round. */
const turnMs = 24 * 60 * 60_000;
const fewest = 60;
/** Users in one portion: 25 batches. */
const usersAtOnce = 500;

/**
 * Makes the read one of everything where going round would be that, or where the last such read may have been
 * answered by servers that knew too little.
 */
export function chooseExtent(reading: Reading): void {
  const { position, complete } = reading;
  if (position === null || complete) return;
  if (roundPart(reading) >= 1) reading.readEverything();
  else if (!position.confirmed && reading.settledAt <= reading.now) reading.confirm();
}

/** Those in doubt, however many they are, by direct reads: lists that show them can be behind. */
export async function* doubtedUserPages(reading: Reading): AsyncGenerator<SourcePage, void, undefined> {
  const inDoubt = await nextTurn(reading, 0);
  const ids = inDoubt.filter((id) => !reading.seen.accountsFor(id));
  for (let at = 0; at < ids.length; at += usersAtOnce) {
    yield { records: await lookUp(reading, ids.slice(at, at + usersAtOnce)) };
  }
}

/**
 * As many users as it takes to go round in a day, whatever the feed says of them. In portions, each one text
 * with blanks between.
 */
export async function usersInTurn(reading: Reading): Promise<readonly string[]> {
  if (reading.complete) return [];
  const others = Math.ceil((await reading.known.countActive("user")) * roundPart(reading));
  const ids = await nextTurn(reading, Math.max(fewest, others));
  return ids.length === 0 ? [] : [ids.join(" ")];
}

/**
 * Doubts that end later than that all servers know what there was when the chain was opened have a reason of
 * their own; those that everybody has from then on can wait.
 */
async function nextTurn({ known, position, settledAt }: Reading, limit: number): Promise<readonly string[]> {
  return position === null ? [] : await known.nextTurn("user", { limit, doubtedAfter: settledAt });
}

function roundPart({ position, now }: Reading): number {
  return position === null ? 0 : (now - position.rotatedAt) / turnMs;
}
