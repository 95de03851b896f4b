import { warningsOf } from "../rules/operation.ts";
import type { LogEntry } from "../store/log.ts";
import { changeText } from "./change-text.ts";

const columns = {
  time: ({ time }) => time,
  job: ({ job }) => job,
  cycleId: ({ cycleId }) => cycleId,
  action: ({ action }) => action,
  status: ({ status }) => status,
  type: ({ type }) => type,
  sourceId: ({ source }) => source.id,
  sourceName: ({ source }) => source.name,
  targetId: ({ target }) => target?.id ?? "",
  changes: ({ changes }) => changes.map(changeText).join("; "),
  errorCode: ({ error }) => error?.code ?? "",
  errorMessage: ({ error }) => error?.message ?? "",
  durationMs: ({ durationMs }) => String(durationMs),
  warnings: ({ steps }) => warningsOf(steps).join("; "),
} as const satisfies Readonly<Record<string, (entry: LogEntry) => string>>;

export const csvHeader = Object.keys(columns).join(",");

/** One entry as RFC 4180 has it. */
export function csvLine(entry: LogEntry): string {
  return Object.values(columns)
    .map((read) => quoted(read(entry)))
    .join(",");
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
