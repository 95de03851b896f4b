import type { Operation } from "../../rules/operation.ts";
import { isRemoval } from "../../rules/operation.ts";
import type { Phase } from "../operations.ts";
import type { JobTables } from "./job-context.ts";
import { countMemberChanges, type MemberCounts } from "./count-member-changes.ts";

const insert = `
  INSERT INTO operation (seq, job, type, source_id, kind, state, phase, target_id, link_kind, reason, unkept)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`;
/** Gives the number: bodies outlive their operations, so no number is used twice in a plan. */
const insertBody = `
  INSERT INTO operation_body (source_name, link_from, message, applied, changes, match_keys, steps)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`;

export function addOperations(tables: JobTables, operations: readonly Operation[]): void {
  const groups = operations.filter(({ type }) => type === "group");
  const members = countMemberChanges(
    tables,
    groups.map(({ source }) => source.id),
  );
  for (const operation of operations) {
    const phase = phaseOf(operation, operation.type === "group" ? members(operation.source.id) : null);
    insertOperation(tables, operation, phase);
  }
}

function insertOperation({ job, sql }: JobTables, operation: Operation, phase: Phase | null): void {
  const { kind, type, source, targetId, link, reason, message, applied } = operation;
  const state = phase === null ? "skip" : "planned";
  const { lastInsertRowid: seq } = sql(insertBody).run(
    source.name,
    link.kind === "move" ? link.from : null,
    message,
    applied,
    JSON.stringify(operation.changes),
    JSON.stringify(operation.match),
    JSON.stringify(operation.steps),
  );
  const unkept = operation.unkept === null ? null : JSON.stringify(operation.unkept);
  sql(insert).run(seq, job, type, source.id, kind, state, phase, targetId, link.kind, reason, unkept);
}

/**
 * A group that only loses members waits for the removals; one that also gains or changes begins with the
 * groups.
 */
function phaseOf(operation: Operation, members: MemberCounts | null): Phase | null {
  if (operation.kind === "skip") return null;
  if (members === null) return isRemoval(operation) ? "userRemovals" : "users";
  if (isRemoval(operation)) return "groupRemovals";
  const onlyLeaves =
    operation.kind === "update" &&
    operation.link.kind === "keep" &&
    operation.changes.length === 0 &&
    members.add === 0 &&
    members.remove > 0;
  return onlyLeaves ? "groupRemovals" : "groups";
}
