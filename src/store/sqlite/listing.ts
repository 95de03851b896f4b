import { type AttributePath, parsePath, property, readPath } from "../../rules/attribute-path.ts";
import type { Attributes } from "../../rules/directory.ts";
import type { TargetObject } from "../../rules/target-object.ts";
import type { Listing } from "../listing.ts";
import type { JobContext } from "./job-context.ts";
import { integer, text, type Row } from "./row.ts";

const putObject = `
  INSERT INTO listed (job, type, id, attributes) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (job, type, id) DO UPDATE SET attributes = excluded.attributes`;
const putKey = `
  INSERT INTO listed_key (job, type, path, value, id) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (job, type, path, value, id) DO NOTHING`;
const selectByKeys = `
  SELECT k.key AS question, t.id, t.attributes FROM json_each(?3) k CROSS JOIN listed_key h CROSS JOIN listed t
  WHERE h.job = ?1 AND h.type = ?2 AND h.path = k.value ->> 'path' AND h.value = k.value ->> 'value'
    AND t.job = ?1 AND t.type = ?2 AND t.id = h.id`;
const selectByIds = `
  SELECT t.id, t.attributes FROM json_each(?3) i CROSS JOIN listed t
  WHERE t.job = ?1 AND t.type = ?2 AND t.id = i.value`;

export function createListing(context: JobContext): Listing {
  return {
    async clear(type) {
      context.write(({ job, sql }) => {
        sql("DELETE FROM listed WHERE job = ?1 AND type = ?2").run(job, type);
        sql("DELETE FROM listed_key WHERE job = ?1 AND type = ?2").run(job, type);
      });
    },
    async add(type, { objects, paths }) {
      const parsed = paths.flatMap((path) => parsePath(path) ?? []);
      context.write(({ job, sql }) => {
        for (const { id, attributes } of objects) {
          sql(putObject).run(job, type, id, JSON.stringify(attributes));
          for (const path of parsed) {
            for (const value of valuesAt(attributes, path)) sql(putKey).run(job, type, path.text, value, id);
          }
        }
      });
    },
    async find(type, keys) {
      const lower = keys.map(({ path, value }) => ({ path, value: value.toLowerCase() }));
      return context.read(({ job, sql }) =>
        sql(selectByKeys)
          .all(job, type, JSON.stringify(lower))
          .flatMap((row) => {
            const key = keys[integer(row, "question")];
            return key === undefined ? [] : [{ key, object: targetRow(row) }];
          }),
      );
    },
    async get(type, ids) {
      return context.read(({ job, sql }) =>
        sql(selectByIds).all(job, type, JSON.stringify(ids)).map(targetRow),
      );
    },
  };
}

/** Every value a resource can be found by at a path, lower-cased. */
function valuesAt(resource: Attributes, path: AttributePath): readonly string[] {
  const found = readPath(resource, path);
  const items: readonly unknown[] = Array.isArray(found) ? found : [found];
  return items.flatMap((item) => {
    const value = typeof item === "object" ? property(item, "value") : item;
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return isPlain ? [String(value).toLowerCase()] : [];
  });
}

function targetRow(row: Row): TargetObject {
  return { id: text(row, "id"), attributes: JSON.parse(text(row, "attributes")) as Attributes };
}
