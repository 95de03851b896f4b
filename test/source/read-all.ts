import type { SourceEnd, SourceRecord } from "../../src/rules/source-record.ts";
import type { KnownObjects, ReadOptions, Source } from "../../src/source/source.ts";

export type WholeRead = {
  readonly records: readonly SourceRecord[];
  /** Number of records in each page. */
  readonly pages: readonly number[];
  readonly end: SourceEnd;
};

/** What is known before the first read. */
export const nothingKnown: KnownObjects = {
  countActive: () => Promise.resolve(0),
  which: () => Promise.resolve(new Set()),
  unread: (_type, ids) => Promise.resolve(ids),
  nextTurn: () => Promise.resolve([]),
  managersOf: () => Promise.resolve(new Map()),
  reportsOf: () => Promise.resolve([]),
  groupsIn: () => Promise.resolve([]),
};

/** A first read, if nothing else is said. */
export function readOptions(options: Partial<ReadOptions> = {}): ReadOptions {
  const { signal } = new AbortController();
  return { watermark: null, complete: false, known: nothingKnown, now: new Date(), signal, ...options };
}

/** Everything one read reports, and how it ends. */
export async function readAll(source: Source, options: Partial<ReadOptions> = {}): Promise<WholeRead> {
  const reading = source.read(readOptions(options));
  const records: SourceRecord[] = [];
  const pages: number[] = [];
  while (true) {
    const next = await reading.next();
    if (next.done === true) return { records, pages, end: next.value };
    records.push(...next.value.records);
    pages.push(next.value.records.length);
  }
}

export function ofKind<Kind extends SourceRecord["kind"]>(
  records: readonly SourceRecord[],
  kind: Kind,
): Extract<SourceRecord, { kind: Kind }>[] {
  return records.filter((record): record is Extract<SourceRecord, { kind: Kind }> => record.kind === kind);
}
