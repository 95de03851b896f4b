import type { JobTables } from "./job-context.ts";
import { integer } from "./row.ts";

/**
 * Everybody whose manager this plan gives an account waits to be placed; who is their own waits for nobody.
 */
const unplace = `
  UPDATE operation SET level = NULL
  WHERE job = ?1 AND state = 'planned' AND phase = 'users' AND EXISTS (
    SELECT 1 FROM mirror m CROSS JOIN operation p
    WHERE m.job = ?1 AND m.type = 'user' AND m.id = operation.source_id AND m.manager_id <> m.id
      AND p.job = ?1 AND p.type = 'user' AND p.source_id = m.manager_id AND p.kind IN ('create', 'link'))`;
const placeBelow = `
  UPDATE operation SET level = ?2 + 1
  WHERE job = ?1 AND type = 'user' AND level IS NULL AND source_id IN (
    SELECT m.id FROM operation p CROSS JOIN mirror m
    WHERE p.job = ?1 AND p.state = 'planned' AND p.phase = 'users' AND p.level = ?2
      AND p.kind IN ('create', 'link')
      AND m.job = ?1 AND m.manager_id = p.source_id AND m.type = 'user')`;
const placeLoops = `
  UPDATE operation SET level = ?2
  WHERE job = ?1 AND state = 'planned' AND phase = 'users' AND level IS NULL`;
const countLevels = "SELECT COALESCE(MAX(level), 0) + 1 AS levels FROM operation WHERE job = ?1";

/** Level by level from the top, so that each user is visited once however deep the company is. */
export function placeLevels({ job, sql }: JobTables): number {
  let waiting = sql(unplace).run(job).changes;
  let level = 0;
  while (waiting > 0) {
    const placed = sql(placeBelow).run(job, level).changes;
    level += 1;
    // Nobody left whose manager has a place: managers who report to each other, and those below them.
    if (placed === 0) sql(placeLoops).run(job, level);
    waiting = placed === 0 ? 0 : Number(waiting) - Number(placed);
  }
  return integer(sql(countLevels).get(job) ?? {}, "levels");
}
