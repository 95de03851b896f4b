import type { ObjectType } from "../../rules/directory.ts";
import type { Change, LinkEffect, MatchKey, Operation, OperationKind, Step } from "../../rules/operation.ts";
import { escrowRow } from "./escrow-row.ts";
import { integer, text, textOrNull, type Row } from "./row.ts";
import type { StoredOperation } from "../operations.ts";
import { readPlannedUnkept } from "./unkept-column.ts";

/** What `operationRow` reads, of `operationTables`. */
export const operationColumns = `
  o.seq, o.type, o.source_id, o.kind, o.continued, o.target_id, o.link_kind, o.reason, o.unkept,
  b.source_name, b.link_from, b.message, b.applied, b.changes, b.match_keys, b.steps, e.operation, e.failure, e.attempts, e.first_failed, e.next_try`;
export const operationTables = `
  operation o CROSS JOIN operation_body b ON b.seq = o.seq
  LEFT JOIN escrow e ON e.job = o.job AND e.type = o.type AND e.source_id = o.source_id`;

export function operationRow(row: Row, members: StoredOperation["members"]): StoredOperation {
  return {
    seq: integer(row, "seq"),
    kind: text(row, "kind") as OperationKind,
    type: text(row, "type") as ObjectType,
    source: { id: text(row, "source_id"), name: text(row, "source_name") },
    targetId: textOrNull(row, "target_id"),
    changes: JSON.parse(text(row, "changes")) as readonly Change[],
    match: JSON.parse(text(row, "match_keys")) as readonly MatchKey[],
    link: linkEffect(row),
    reason: textOrNull(row, "reason") as Operation["reason"],
    message: textOrNull(row, "message"),
    applied: textOrNull(row, "applied"),
    unkept: readPlannedUnkept(row),
    steps: JSON.parse(text(row, "steps")) as readonly Step[],
    escrow: row["operation"] === null ? null : escrowRow(row),
    members,
    continued: integer(row, "continued") === 1,
  };
}

function linkEffect(row: Row): LinkEffect {
  const kind = text(row, "link_kind") as LinkEffect["kind"];
  return kind === "move" ? { kind, from: text(row, "link_from") } : { kind };
}
