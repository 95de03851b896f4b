import { type Random, shuffled } from "../random.ts";
import type { Directory } from "../tenant/directory.ts";
import { type CompanyChange, stories, type Story } from "./stories.ts";

/**
 * Lets things happen in the company, one at a time: each kind once, in some order, before any comes again.
 */
export function createChanges(directory: Directory, random: Random): { next(): CompanyChange } {
  let due: Story[] = [];

  function next(): CompanyChange {
    for (let tries = 0; tries < 2 * stories.length; tries += 1) {
      if (due.length === 0) due = shuffled(stories, random);
      const change = due.pop()?.(directory, random) ?? null;
      if (change === null) continue;
      for (const one of change.changes) directory.commit(one);
      return change;
    }
    throw new Error("Cannot change the company: there is nobody in it that anything could happen to");
  }

  return { next };
}
