import type { ObjectType } from "../../rules/directory.ts";
import type { Operation } from "../../rules/operation.ts";
import type { LogEntry } from "../log.ts";
import type { JobTables } from "./job-context.ts";
import { addEntries } from "./log-table.ts";
import { operationColumns, operationTables } from "./operation-row.ts";
import { storedOperations } from "./plan-take.ts";

/** What `last_skip` says of an object that is held. */
const held = "Held";
const chunk = 500;

const selectNews = `
  SELECT ${operationColumns} FROM ${operationTables}
  CROSS JOIN mirror m ON m.job = o.job AND m.type = o.type AND m.id = o.source_id
  WHERE o.job = ?1 AND o.state = 'held' AND m.last_skip IS DISTINCT FROM '${held}' ORDER BY o.seq LIMIT ${chunk}`;
const remember = `
  UPDATE mirror SET last_skip = '${held}'
  WHERE job = ?1 AND type = ?2 AND id IN (SELECT value FROM json_each(?3))`;

/** Logs what is held and was not before. Returns how many that were; 0 when all is told. */
export function logHeldChunk(tables: JobTables, describe: (operation: Operation) => LogEntry): number {
  const news = storedOperations(tables, tables.sql(selectNews).all(tables.job));
  addEntries(tables, news.map(describe));
  for (const [type, ofType] of Map.groupBy<ObjectType, Operation>(news, (operation) => operation.type)) {
    tables.sql(remember).run(tables.job, type, JSON.stringify(ofType.map(({ source }) => source.id)));
  }
  return news.length;
}
