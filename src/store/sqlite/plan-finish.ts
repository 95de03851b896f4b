import type { ObjectType } from "../../rules/directory.ts";
import type { Outcome } from "../operations.ts";
import type { JobTables } from "./job-context.ts";
import { forgetOperations } from "./plan-forget.ts";
import { integer, text } from "./row.ts";

/** Groups with leaves that can be sent: the group and the member both have their object in the target. */
const selectLeaving = `
  SELECT o.seq, o.source_id, MAX(c.state = 'planned') AS planned
  FROM json_each(?2) s CROSS JOIN operation o CROSS JOIN member_change c CROSS JOIN link m CROSS JOIN link g
  WHERE o.seq = s.value AND o.phase = 'groups'
    AND c.job = ?1 AND c.group_id = o.source_id AND c.action = 'remove'
    AND m.job = ?1 AND m.type = c.member_type AND m.source_id = c.member_id
    AND g.job = ?1 AND g.type = 'group' AND g.source_id = o.source_id
  GROUP BY o.seq, o.source_id`;
const leaveLast = `
  UPDATE operation SET phase = 'groupRemovals', state = ?2, keeps_escrow = ?3, continued = 1,
    kind = 'update', link_kind = 'keep', unkept = NULL
  WHERE seq = ?1`;
const emptyBody = "UPDATE operation_body SET link_from = NULL, changes = '[]' WHERE seq = ?1";

/**
 * Forgets operations that have their outcome, except groups whose members still have to leave: these go on to
 * the removals, or stay held. Returns the source ids of the latter.
 */
export function finishOperations(
  tables: JobTables,
  type: ObjectType,
  outcomes: readonly Outcome[],
): ReadonlySet<string> {
  const { sql } = tables;
  const leaving = type === "group" ? readLeaving(tables, outcomes) : new Map<number, Leaving>();
  for (const { operation, escrow } of outcomes) {
    const state = leaving.get(operation.seq)?.state;
    if (state === undefined) continue;
    sql(leaveLast).run(operation.seq, state, escrow === null ? 0 : 1);
    sql(emptyBody).run(operation.seq);
  }
  const finished = outcomes
    .filter(({ operation, pending }) => !pending && !leaving.has(operation.seq))
    .map(({ operation }) => operation.seq);
  forgetOperations(tables, finished);
  return new Set(leaving.values().map(({ sourceId }) => sourceId));
}

type Leaving = { readonly sourceId: string; readonly state: "planned" | "held" };

function readLeaving({ job, sql }: JobTables, outcomes: readonly Outcome[]): ReadonlyMap<number, Leaving> {
  const seqs = JSON.stringify(outcomes.map(({ operation }) => operation.seq));
  return new Map(
    sql(selectLeaving)
      .all(job, seqs)
      .map((row) => [
        integer(row, "seq"),
        { sourceId: text(row, "source_id"), state: integer(row, "planned") === 1 ? "planned" : "held" },
      ]),
  );
}
