import type { SourceEnd, SourceRecord } from "../../src/rules/source-record.ts";
import type { Source } from "../../src/source/source.ts";

export type WholeRead = {
  readonly records: readonly SourceRecord[];
  /** Number of records in each page. */
  readonly pages: readonly number[];
  readonly end: SourceEnd;
};

/** Everything one read reports, and how it ends. */
export async function readAll(source: Source): Promise<WholeRead> {
  const reading = source.read({ watermark: null, signal: new AbortController().signal });
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
