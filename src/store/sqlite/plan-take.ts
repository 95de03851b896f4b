import type { Phase, StoredOperation } from "../operations.ts";
import type { JobTables } from "./job-context.ts";
import { operationColumns, operationRow, operationTables } from "./operation-row.ts";
import { countMemberChanges } from "./count-member-changes.ts";
import { integer, text, type Row } from "./row.ts";

const selectNext = `
  SELECT ${operationColumns} FROM ${operationTables}
  WHERE o.job = ?1 AND o.state = 'planned' AND o.phase = ?2 AND o.level = ?3 ORDER BY o.seq LIMIT ?4`;
const markSent = "UPDATE operation SET state = 'sent' WHERE seq IN (SELECT value FROM json_each(?1))";

/** Marks the next planned operations as sent and returns them. */
export function takeOperations(
  tables: JobTables,
  query: { phase: Phase; level: number; limit: number },
): readonly StoredOperation[] {
  const { job, sql } = tables;
  const level = query.phase === "users" ? query.level : 0;
  const rows = sql(selectNext).all(job, query.phase, level, query.limit);
  if (rows.length > 0) sql(markSent).run(JSON.stringify(rows.map((row) => integer(row, "seq"))));
  return storedOperations(tables, rows);
}

/** Rows of `operationColumns` with the memberships that the plan changes. */
export function storedOperations(tables: JobTables, rows: readonly Row[]): readonly StoredOperation[] {
  const groups = rows.filter((row) => row["type"] === "group");
  const members = countMemberChanges(
    tables,
    groups.map((row) => text(row, "source_id")),
  );
  return rows.map((row) =>
    operationRow(row, row["type"] === "group" ? members(text(row, "source_id")) : { add: 0, remove: 0 }),
  );
}
