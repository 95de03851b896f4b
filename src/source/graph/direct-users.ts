import type { SourcePage } from "../../rules/source-record.ts";
import { IdSet } from "../id-set.ts";
import { largestBatch } from "./batch.ts";
import { largestPage, pages, pageTop, selecting } from "./pages.ts";
import type { Reading } from "./reading.ts";
import { idOf } from "./row.ts";
import { lookUp, userRecords } from "./user-records.ts";
import { readUsers } from "./users.ts";

/** Users in one portion: 25 batches. */
const usersAtOnce = 500;
/** Fewer are read faster than it takes to ask how large the tenant is. */
const worthCounting = 5 * largestBatch;

/**
 * Users who are assigned by themselves; those who came through a group have been reported. Where most of the
 * tenant is assigned, listing all of it takes fewer requests.
 */
export async function* directUserPages(
  reading: Reading,
  portions: readonly string[],
): AsyncGenerator<SourcePage, void, undefined> {
  if (await isListingCheaper(reading, countOpen(reading, portions))) yield* listedUsers(reading, portions);
  let ids = new Set<string>();
  for (const portion of portions) {
    for (const id of open(reading, portion)) {
      ids.add(id);
      if (ids.size < usersAtOnce) continue;
      yield { records: await lookUp(reading, [...ids], reading) };
      ids = new Set();
    }
  }
  if (ids.size > 0) yield { records: await lookUp(reading, [...ids], reading) };
}

async function isListingCheaper(reading: Reading, users: number): Promise<boolean> {
  if (users <= worthCounting) return false;
  const tenantSize = await countUsers(reading);
  return tenantSize !== null && Math.ceil(tenantSize / largestPage) < Math.ceil(users / largestBatch);
}

/** Null where Graph does not tell: the count only chooses the cheaper way. */
async function countUsers({ graph, signal }: Reading): Promise<number | null> {
  const headers = { accept: "text/plain", consistencylevel: "eventual" };
  const { status, body } = await graph.get("/users/$count", { signal, headers });
  return status === 200 && typeof body === "number" ? body : null;
}

async function* listedUsers(
  reading: Reading,
  portions: readonly string[],
): AsyncGenerator<SourcePage, void, undefined> {
  const wanted = new IdSet();
  for (const portion of portions) for (const id of open(reading, portion)) wanted.add(id);
  const url = `/users?${selecting(reading.selection.user)}&${pageTop}`;
  for await (const rows of pages(reading.graph, url, reading.asking(readUsers))) {
    const records = await userRecords(
      reading,
      rows.filter((row) => wanted.has(idOf(row) ?? "")),
    );
    if (records.length > 0) yield { records };
  }
}

function countOpen(reading: Reading, portions: readonly string[]): number {
  return portions.reduce((count, portion) => count + open(reading, portion).length, 0);
}

/** Those of the portion that the read has not reported yet, and has not looked for in vain. */
function open(reading: Reading, portion: string): readonly string[] {
  return portion.split(" ").filter((id) => !reading.seen.accountsFor(id));
}
