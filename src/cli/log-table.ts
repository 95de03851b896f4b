import { warningsOf } from "../rules/operation.ts";
import type { LogEntry } from "../store/log.ts";
import { changeText } from "./change-text.ts";
import { inColumns } from "./columns.ts";
import { endOfAccess } from "./end-of-access.ts";
import { moment, number } from "./phrases.ts";
import { skipText } from "./skip-text.ts";

/** Fixed widths: entries are printed as they are read. */
const widths = [20, 10, 7, 7, 34] as const;
/** About so much of what changed fits into a line. */
const changesWidth = 80;

export const logHeader = columns(["time", "job", "status", "action", "who", "what"]);

/** One entry for people: what changed in one line, with its steps below if asked for. */
export function logLines(entry: LogEntry, { steps }: { readonly steps: boolean }): readonly string[] {
  const { time, job, status, action, source } = entry;
  const line = columns([moment(new Date(time)), job, status, action, source.name, whatHappened(entry)]);
  return steps ? [line, ...stepLines(entry)] : [line];
}

function columns(cells: readonly string[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join("  ")
    .trimEnd();
}

function whatHappened({ action, error, changes, steps }: LogEntry): string {
  if (error !== null) return `${error.code}: ${error.message}`;
  if (changes.length === 0) {
    const warning = warningsOf(steps).at(-1);
    if (warning !== undefined) return warning;
    const telling = steps.findLast(({ status }) => status !== "success") ?? steps.at(-1);
    return skipText(telling?.details ?? "");
  }
  const ended = endOfAccess({ action, steps });
  const because = ended === null ? "" : ` (${ended})`;
  return [`${changesText(changes)}${because}`, ...warningsOf(steps)].join("; ");
}

function changesText(changes: LogEntry["changes"]): string {
  const [first = "", ...others] = changes.map(changeText);
  let shown = first;
  for (const [index, other] of others.entries()) {
    const longer = `${shown}, ${other}`;
    if (longer.length > changesWidth) return `${shown} and ${number(others.length - index)} more`;
    shown = longer;
  }
  return shown;
}

function stepLines({ steps, changes, error }: LogEntry): readonly string[] {
  const lines = [
    ...inColumns(steps.map(({ name, status, details }) => [`    ${name}`, status, details])),
    ...changes.map((change) => `    ${changeText(change)}`),
  ];
  const cure = error?.cure ?? null;
  return cure === null ? lines : [...lines, `    cure: ${cure}`];
}
