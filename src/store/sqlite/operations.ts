import { setImmediate } from "node:timers/promises";
import type { Operations, StoredOperation } from "../operations.ts";
import { commitOutcomes } from "./commit.ts";
import { namedEscrowRow } from "./escrow-row.ts";
import type { JobContext } from "./job-context.ts";
import { operationColumns, operationTables } from "./operation-row.ts";
import { addOperations } from "./plan-add.ts";
import { countGuardClasses, holdClass, readBases } from "./plan-guard.ts";
import { placeLevels } from "./plan-order.ts";
import { forgetPlan } from "./plan-forget.ts";
import { logHeldChunk } from "./plan-held.ts";
import { recoverPlan } from "./plan-recover.ts";
import { settleSkips } from "./plan-skips.ts";
import { storedOperations, takeOperations } from "./plan-take.ts";
import { integer, text } from "./row.ts";

const chunk = 500;

const selectClaims = `
  SELECT o.target_id, o.source_id FROM json_each(?3) i CROSS JOIN operation o
  WHERE o.job = ?1 AND o.type = ?2 AND o.target_id = i.value AND o.kind = 'link'`;
const countPlanned = `
  SELECT COUNT(*) AS planned FROM operation WHERE job = ?1 AND state = 'planned' AND phase = ?2`;
const selectPage = `
  SELECT ${operationColumns} FROM ${operationTables}
  WHERE +o.job = ?1 AND o.seq > ?2 AND (?3 IS NULL OR o.state = ?3) ORDER BY o.seq LIMIT ${chunk}`;
const selectEscrows = `
  SELECT e.*, b.name FROM escrow e
  LEFT JOIN mirror m ON m.job = e.job AND m.type = e.type AND m.id = e.source_id
  LEFT JOIN mirror_body b ON b.id = m.body
  WHERE e.job = ?1 ORDER BY e.type, e.source_id`;

export function createOperations(context: JobContext): Operations {
  function page(state: "held" | "sent" | null, after: number): readonly StoredOperation[] {
    return context.read((tables) => {
      const rows = tables.sql(selectPage).all(tables.job, after, state);
      return storedOperations(tables, rows);
    });
  }

  return {
    async clear() {
      context.write(forgetPlan);
    },
    async add(operations) {
      context.write((tables) => addOperations(tables, operations));
    },
    async claims(type, targetIds) {
      return context.read(({ job, sql }) => {
        const rows = sql(selectClaims).all(job, type, JSON.stringify(targetIds));
        return new Map(rows.map((row) => [text(row, "target_id"), text(row, "source_id")]));
      });
    },
    async order() {
      return context.write(placeLevels);
    },
    async count(phase) {
      return context.read(({ job, sql }) => integer(sql(countPlanned).get(job, phase) ?? {}, "planned"));
    },
    async classCounts() {
      return context.read(countGuardClasses);
    },
    async bases() {
      return context.read(readBases);
    },
    async hold(guardClass) {
      return context.write((tables) => holdClass(tables, guardClass));
    },
    async take(query) {
      return context.write((tables) => takeOperations(tables, query));
    },
    async settleSkips(describe) {
      return settleSkips(context, describe);
    },
    async commit(outcomes) {
      context.write((tables) => commitOutcomes(tables, outcomes, context.now()));
    },
    async recover() {
      return context.write(recoverPlan);
    },
    async *list(options) {
      const state = options?.state ?? null;
      let operations = page(state, 0);
      for (let last = operations.at(-1); last !== undefined; last = operations.at(-1)) {
        yield* operations;
        operations = page(state, last.seq);
      }
    },
    async logHeld(describe) {
      while (context.write((tables) => logHeldChunk(tables, describe)) > 0) await setImmediate();
    },
    async escrows() {
      return context.read(({ job, sql }) => sql(selectEscrows).all(job).map(namedEscrowRow));
    },
  };
}
