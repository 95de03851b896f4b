import type { ObjectType } from "../../rules/directory.ts";
import type { LogEntry, LogStatus } from "../log.ts";
import { integer, text, textOrNull, type Row } from "./row.ts";

export function logRow(row: Row, job: string): LogEntry & { readonly position: number } {
  const targetId = textOrNull(row, "target_id");
  const error = textOrNull(row, "error");
  return {
    position: integer(row, "id"),
    time: new Date(integer(row, "time")).toISOString(),
    job,
    cycleId: text(row, "cycle_id"),
    action: text(row, "action"),
    status: text(row, "status") as LogStatus,
    type: text(row, "type") as ObjectType,
    source: { id: text(row, "source_id"), name: text(row, "source_name") },
    target: targetId === null ? null : { id: targetId },
    steps: JSON.parse(text(row, "steps")) as LogEntry["steps"],
    changes: JSON.parse(text(row, "changes")) as LogEntry["changes"],
    error: error === null ? null : (JSON.parse(error) as LogEntry["error"]),
    durationMs: integer(row, "duration_ms"),
  };
}
