import type { JobConfig } from "../config/config.ts";
import type { CycleResult } from "../cycle/run-cycle.ts";
import { type CountName, countNames } from "../store/cycles.ts";
import { counted, number } from "./phrases.ts";

type Counted = { readonly job: Pick<JobConfig, "rules">; readonly result: Omit<CycleResult, "holds"> };

/** A cycle's counts and what they are of: import and plan always; of the rest what there was. */
export function countRows(about: Counted): readonly (readonly string[])[] {
  const { counts } = about.result.cycle;
  const names = countNames.filter((name) => name === "imported" || name === "planned" || counts[name] > 0);
  return names.map((name) => {
    const note = noteOn(name, about);
    return [name, `${number(counts[name])}${note === null ? "" : ` (${note})`}`];
  });
}

/** What makes a number differ from the others; null where it speaks for itself. */
function noteOn(name: CountName, { job, result: { cycle, shown } }: Counted): string | null {
  const isWhole = cycle.kind !== "incremental";
  switch (name) {
    case "imported": {
      const objects = `${counted(shown.users, "user")}, ${counted(shown.groups, "group")}`;
      return isWhole ? objects : `${objects}, changed or not`;
    }
    case "planned":
      if (!isWhole) return "what has changed or was due";
      return job.rules.group === null ? "users only: this job provisions no groups" : "all users and groups";
    case "linked":
      return "had an account already; where values differed, they are among the updated, too";
    case "skipped":
      return "nothing written";
    case "failed":
    case "held":
      return "see below";
    case "created":
    case "updated":
    case "disabled":
    case "enabled":
    case "deleted":
      return null;
  }
}
