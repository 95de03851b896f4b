import type { ObjectType } from "../../rules/directory.ts";
import type { Generated, Promised } from "../generated.ts";
import type { JobContext, JobTables } from "./job-context.ts";
import { text, textOrNull } from "./row.ts";

const select = `
  SELECT g.source_id, g.path, g.value, g.refused FROM json_each(?3) i CROSS JOIN generated g
  WHERE g.job = ?1 AND g.type = ?2 AND g.source_id = i.value`;
/** Of several holders the last row wins: the one with the lowest id. */
const selectHolders = `
  SELECT g.lowered, g.source_id FROM json_each(?4) i CROSS JOIN generated g
  WHERE g.job = ?1 AND g.type = ?2 AND g.path = ?3 AND g.lowered = i.value
  ORDER BY g.source_id DESC`;
const put = `
  INSERT INTO generated (job, type, source_id, path, value, lowered, refused)
  SELECT ?1, ?2, value ->> 'sourceId', value ->> 'path', value ->> 'value', lower(value ->> 'value'),
    value -> 'refused'
  FROM json_each(?3) WHERE true
  ON CONFLICT (job, type, source_id, path) DO UPDATE SET
    value = excluded.value, lowered = excluded.lowered, refused = excluded.refused`;
const forget = `
  DELETE FROM generated WHERE job = ?1 AND type = ?2 AND source_id IN (SELECT value FROM json_each(?3))`;

export function createGenerated(context: JobContext): Generated {
  return {
    async of(type, sourceIds) {
      const values = new Map<string, Map<string, Promised>>();
      if (sourceIds.length === 0) return values;
      const rows = context.read(({ job, sql }) => sql(select).all(job, type, JSON.stringify(sourceIds)));
      for (const row of rows) {
        const sourceId = text(row, "source_id");
        const ofObject = values.get(sourceId) ?? new Map<string, Promised>();
        const promised = { value: textOrNull(row, "value"), refused: textsOf(text(row, "refused")) };
        values.set(sourceId, ofObject.set(text(row, "path"), promised));
      }
      return values;
    },
    async holders(type, { path, values }) {
      if (values.length === 0) return new Map();
      const lowered = JSON.stringify(values.map((value) => value.toLowerCase()));
      const rows = context.read(({ job, sql }) => sql(selectHolders).all(job, type, path, lowered));
      return new Map(rows.map((row) => [text(row, "lowered"), text(row, "source_id")]));
    },
    async keep(type, values) {
      if (values.length === 0) return;
      context.write(({ job, sql }) => sql(put).run(job, type, JSON.stringify(values)));
    },
  };
}

/** What was made up has become what the account has, or is wanted no more. */
export function forgetGenerated({ job, sql }: JobTables, type: ObjectType, ids: readonly string[]): void {
  if (ids.length > 0) sql(forget).run(job, type, JSON.stringify(ids));
}

function textsOf(json: string): readonly string[] {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}
