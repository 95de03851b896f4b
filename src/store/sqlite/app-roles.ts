import type { AppRole } from "../../rules/directory.ts";
import type { SourceRecord } from "../../rules/source-record.ts";
import type { JobTables } from "./job-context.ts";
import { markHoldersOf } from "./principals.ts";
import { text, textOrNull, type Row } from "./row.ts";
import type { OngoingRead } from "./ongoing-read.ts";

export type RoleRecord = Extract<SourceRecord, { kind: "role" }>;

const columns = "r.id, r.value, r.display_name";
const select = `
  SELECT ${columns} FROM json_each(?2) i CROSS JOIN app_role r WHERE r.job = ?1 AND r.id = i.value`;
const put = `
  INSERT INTO app_role (job, id, value, display_name, seen)
  SELECT ?1, value ->> 'id', value ->> 'value', value ->> 'displayName', ?3 FROM json_each(?2) WHERE true
  ON CONFLICT (job, id) DO UPDATE SET value = excluded.value, display_name = excluded.display_name,
    seen = excluded.seen`;
/** Not those that somebody still has, as the same read says: its answers do not agree with each other. */
const ended = `
  FROM app_role WHERE job = ?1 AND seen <> ?2 AND id NOT IN (
    SELECT app_role_id FROM assignment WHERE job = ?1 AND seen = ?2 AND app_role_id IS NOT NULL)`;
const selectEnded = `SELECT id ${ended}`;
const forgetEnded = `DELETE ${ended}`;

/** Stores definitions; whoever has a role that is new or defined otherwise now becomes dirty. */
export function storeRoles(
  tables: JobTables,
  roles: readonly RoleRecord[],
  { read, nested }: OngoingRead,
): void {
  if (roles.length === 0) return;
  const known = readRoles(
    tables,
    roles.map(({ id }) => id),
  );
  tables.sql(put).run(tables.job, JSON.stringify(roles), read);
  const changed = roles.filter((role) => !isSame(role, known.get(role.id)));
  markHoldersOf(
    tables,
    changed.map(({ id }) => id),
    nested,
  );
}

/** Definitions by id, of those that are known. */
export function readRoles({ job, sql }: JobTables, ids: readonly string[]): ReadonlyMap<string, AppRole> {
  if (ids.length === 0) return new Map();
  const rows = sql(select).all(job, JSON.stringify(ids));
  return new Map(rows.map(roleRow).map((role) => [role.id, role]));
}

/** Forgets definitions that a read neither reported nor assigned; whoever had such a role becomes dirty. */
export function forgetUnreportedRoles(tables: JobTables, { read, nested }: OngoingRead): void {
  const { job, sql } = tables;
  const rows = sql(selectEnded).all(job, read);
  if (rows.length === 0) return;
  markHoldersOf(
    tables,
    rows.map((row) => text(row, "id")),
    nested,
  );
  sql(forgetEnded).run(job, read);
}

function roleRow(row: Row): AppRole {
  return { id: text(row, "id"), value: textOrNull(row, "value"), displayName: text(row, "display_name") };
}

function isSame(role: AppRole, known: AppRole | undefined): boolean {
  return known !== undefined && known.value === role.value && known.displayName === role.displayName;
}
