import type { HeldSet, JobState } from "../job-state.ts";
import type { JobContext } from "./job-context.ts";
import { textOrNull } from "./row.ts";

const select = `
  SELECT source_identity, target_identity, rules_fingerprint, watermark, hold, target_schema, emptied
  FROM job WHERE id = ?1`;
const setIdentity = `
  UPDATE job SET source_identity = ?2, target_identity = ?3,
    target_schema = CASE WHEN source_identity = ?2 AND target_identity = ?3 THEN target_schema END,
    watermark = CASE WHEN source_identity = ?2 THEN watermark END,
    emptied = CASE WHEN source_identity = ?2 THEN emptied END
  WHERE id = ?1`;

export function createJobState(context: JobContext): JobState {
  function column(name: string): string | null {
    return context.read(({ job, sql }) => {
      const row = sql(select).get(job);
      return row === undefined ? null : textOrNull(row, name);
    });
  }

  return {
    async identity() {
      const source = column("source_identity");
      const target = column("target_identity");
      return source === null || target === null ? null : { source, target };
    },
    async setIdentity({ source, target }) {
      context.write(({ job, sql }) => sql(setIdentity).run(job, source, target));
    },
    async rulesFingerprint() {
      return column("rules_fingerprint");
    },
    async setRulesFingerprint(fingerprint) {
      context.write(({ job, sql }) =>
        sql("UPDATE job SET rules_fingerprint = ?2 WHERE id = ?1").run(job, fingerprint),
      );
    },
    async hold() {
      const hold = column("hold");
      return hold === null ? null : (JSON.parse(hold) as HeldSet);
    },
    async setHold(hold) {
      context.write(({ job, sql }) =>
        sql("UPDATE job SET hold = ?2 WHERE id = ?1").run(job, hold === null ? null : JSON.stringify(hold)),
      );
    },
    async watermark() {
      const watermark = column("watermark");
      return watermark === null ? null : JSON.parse(watermark);
    },
    async emptied() {
      const emptied = column("emptied");
      const times: [string, number][] = emptied === null ? [] : JSON.parse(emptied);
      return new Map(times.map(([id, time]) => [id, new Date(time)]));
    },
    async setEmptied(since) {
      const times = [...since].map(([id, time]) => [id, time.getTime()]);
      const emptied = times.length === 0 ? null : JSON.stringify(times);
      context.write(({ job, sql }) => sql("UPDATE job SET emptied = ?2 WHERE id = ?1").run(job, emptied));
    },
    async targetDescription() {
      const description = column("target_schema");
      return description === null ? null : JSON.parse(description);
    },
    async setTargetDescription(description) {
      context.write(({ job, sql }) =>
        sql("UPDATE job SET target_schema = ?2 WHERE id = ?1").run(
          job,
          description === null ? null : JSON.stringify(description),
        ),
      );
    },
  };
}
