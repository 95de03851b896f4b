import type { ObjectType } from "../../rules/directory.ts";
import type { Counts } from "../cycles.ts";
import type { Outcome } from "../operations.ts";
import { addToRunningCycle } from "./cycle-counts.ts";
import { voidApplied } from "./dirty.ts";
import { storeEscrows } from "./escrow-table.ts";
import type { JobTables } from "./job-context.ts";
import { storeLinks } from "./link-commit.ts";
import { addEntries } from "./log-table.ts";
import { finishOperations } from "./plan-finish.ts";
import { text } from "./row.ts";

const settle = `
  UPDATE mirror SET dirty = ?4, last_skip = NULL
  WHERE job = ?1 AND type = ?2 AND id IN (SELECT value FROM json_each(?3))`;
/**
 * Groups that lack a group among their members which has come to the target, as it came after the plan was
 * made.
 */
const selectLacking = `
  SELECT DISTINCT m.group_id AS source_id FROM json_each(?2) i CROSS JOIN membership m CROSS JOIN link l CROSS JOIN link g
  WHERE m.job = ?1 AND m.group_id = i.value AND m.member_type = 'group'
    AND l.job = ?1 AND l.type = 'group' AND l.source_id = m.member_id AND l.state = 'active'
    AND g.job = ?1 AND g.type = 'group' AND g.source_id = m.group_id
    AND NOT EXISTS (
      SELECT 1 FROM group_member h
      WHERE h.job = ?1 AND h.group_target_id = g.target_id AND h.member_target_id = l.target_id)`;
const selectLinkedUsers = `
  SELECT l.source_id FROM json_each(?2) i CROSS JOIN link l
  WHERE l.job = ?1 AND l.type = 'user' AND l.source_id = i.value`;

/**
 * Makes outcomes durable. Links come first: whether an object has to be looked at again depends on the new
 * ones.
 */
export function commitOutcomes(tables: JobTables, outcomes: readonly Outcome[], now: Date): void {
  const byType = Map.groupBy(outcomes, ({ operation }) => operation.type);
  for (const [type, ofType] of byType) storeLinks(tables, type, { outcomes: ofType, now });
  const unresolved = outcomes.flatMap((outcome) => outcome.unresolved);
  const linked = readSourceIds(tables, selectLinkedUsers, unresolved);
  const succeeded = (byType.get("group") ?? []).filter(({ escrow }) => escrow === null);
  const lacking = readSourceIds(tables, selectLacking, sourceIdsOf(succeeded));
  for (const [type, ofType] of byType) {
    storeEscrows(tables, type, ofType);
    // After a failure, or an account that was not what the plan took it for.
    const uncertain = ofType.filter(({ escrow, again }) => escrow !== null || again);
    voidApplied(tables, type, sourceIdsOf(uncertain));
    const unfinished = finishOperations(tables, type, ofType);
    const again = Map.groupBy(
      ofType,
      (outcome) =>
        outcome.again ||
        outcome.unresolved.some((id) => linked.has(id)) ||
        (type === "group" && lacking.has(outcome.operation.source.id)) ||
        unfinished.has(outcome.operation.source.id),
    );
    settleObjects(tables, type, { dirty: 0, outcomes: again.get(false) ?? [] });
    settleObjects(tables, type, { dirty: 1, outcomes: again.get(true) ?? [] });
  }
  addEntries(
    tables,
    outcomes.flatMap(({ log }) => log ?? []),
  );
  addToRunningCycle(tables, sumCounts(outcomes));
}

function sourceIdsOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map(({ operation }) => operation.source.id);
}

function sumCounts(outcomes: readonly Outcome[]): Partial<Counts> {
  const names = Map.groupBy(
    outcomes.flatMap(({ counts }) => counts),
    (name) => name,
  );
  return Object.fromEntries(names.entries().map(([name, all]) => [name, all.length]));
}

function readSourceIds(
  { job, sql }: JobTables,
  statement: string,
  ids: readonly string[],
): ReadonlySet<string> {
  if (ids.length === 0) return new Set();
  const rows = sql(statement).all(job, JSON.stringify(ids));
  return new Set(rows.map((row) => text(row, "source_id")));
}

function settleObjects(
  { job, sql }: JobTables,
  type: ObjectType,
  { dirty, outcomes }: { dirty: 0 | 1; outcomes: readonly Outcome[] },
): void {
  if (outcomes.length === 0) return;
  sql(settle).run(job, type, JSON.stringify(sourceIdsOf(outcomes)), dirty);
}
