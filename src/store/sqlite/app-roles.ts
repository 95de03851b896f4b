import type { AppRole } from "../../rules/directory.ts";
import type { SourceRecord } from "../../rules/source-record.ts";
import type { JobTables } from "./job-context.ts";
import { markHoldersOf } from "./principals.ts";
import { text, textOrNull, type Row } from "./row.ts";

export type RoleRecord = Extract<SourceRecord, { kind: "role" }>;

const columns = "r.id, r.value, r.display_name";
const select = `
  SELECT ${columns} FROM json_each(?2) i CROSS JOIN app_role r WHERE r.job = ?1 AND r.id = i.value`;
const put = `
  INSERT INTO app_role (job, id, value, display_name, seen)
  SELECT ?1, value ->> 'id', value ->> 'value', value ->> 'displayName', ?3 FROM json_each(?2) WHERE true
  ON CONFLICT (job, id) DO UPDATE SET value = excluded.value, display_name = excluded.display_name,
    seen = excluded.seen`;
const selectUnreported = "SELECT id FROM app_role WHERE job = ?1 AND seen <> ?2";
const forgetUnreported = "DELETE FROM app_role WHERE job = ?1 AND seen <> ?2";

/** Stores definitions; whoever has a role that is new or defined otherwise now becomes dirty. */
export function storeRoles(tables: JobTables, roles: readonly RoleRecord[], read: number): void {
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
  );
}

/** Definitions by id, of those that are known. */
export function readRoles({ job, sql }: JobTables, ids: readonly string[]): ReadonlyMap<string, AppRole> {
  if (ids.length === 0) return new Map();
  const rows = sql(select).all(job, JSON.stringify(ids));
  return new Map(rows.map(roleRow).map((role) => [role.id, role]));
}

/** Forgets definitions that a complete read did not report; whoever has such a role becomes dirty. */
export function forgetUnreportedRoles(tables: JobTables, read: number): void {
  const { job, sql } = tables;
  const ended = sql(selectUnreported).all(job, read);
  if (ended.length === 0) return;
  markHoldersOf(
    tables,
    ended.map((row) => text(row, "id")),
  );
  sql(forgetUnreported).run(job, read);
}

function roleRow(row: Row): AppRole {
  return { id: text(row, "id"), value: textOrNull(row, "value"), displayName: text(row, "display_name") };
}

function isSame(role: AppRole, known: AppRole | undefined): boolean {
  return known !== undefined && known.value === role.value && known.displayName === role.displayName;
}
