import type { ObjectRules } from "../rules/rules.ts";
import type { Expansion } from "../store/mirror.ts";
import type { CycleContext } from "./context.ts";

/** What an object is read with so that its rules can be evaluated. */
export function expansionOf({ job }: Pick<CycleContext, "job">, { relations }: ObjectRules): Expansion {
  return { relations, nested: job.rules.nestedGroups };
}

/** Relations that any rule reads: a change of theirs makes others due. */
export function widestExpansion({ job: { rules } }: Pick<CycleContext, "job">): Expansion {
  const { user, group, nestedGroups: nested } = rules;
  return { relations: [...user.relations, ...(group?.relations ?? [])], nested };
}
