import type { Clause, ScopeSurroundings } from "./clause.ts";

/** Groups are OR'ed, the clauses of a group are AND'ed. */
export type Filter = readonly (readonly Clause[])[];

/** Whether an object is in scope, and what decided, for people. */
export type ScopeResult =
  /** The clauses of the group that passed; none without a filter. */
  | { readonly kind: "passes"; readonly because: readonly string[] }
  /** The clause that stopped the group which came furthest. */
  | { readonly kind: "fails"; readonly because: string }
  /** The outcome depends on a clause that could not be evaluated. */
  | { readonly kind: "undecided"; readonly problem: string };

/** No filter passes everybody. */
export function evaluateScope(filter: Filter | null, around: ScopeSurroundings): ScopeResult {
  if (filter === null || filter.length === 0) return unfiltered;
  let furthest = -1;
  let because = "";
  let problem: string | null = null;
  for (const group of filter) {
    const weighed = weighGroup(group, around);
    switch (weighed.kind) {
      case "passes":
        return weighed;
      case "undecided":
        problem ??= weighed.problem;
        break;
      case "fails":
        if (weighed.place <= furthest) break;
        furthest = weighed.place;
        because = weighed.because;
    }
  }
  return problem === null ? { kind: "fails", because } : { kind: "undecided", problem };
}

const unfiltered: ScopeResult = { kind: "passes", because: [] };

type GroupResult = Exclude<ScopeResult, { kind: "fails" }> | (ScopeResult & { kind: "fails"; place: number });

/** One clause that fails decides, whatever became of those before it. */
function weighGroup(group: readonly Clause[], around: ScopeSurroundings): GroupResult {
  const because: string[] = [];
  let problem: string | null = null;
  for (const [place, { weigh }] of group.entries()) {
    const { kind, story } = weigh(around);
    switch (kind) {
      case "passes":
        because.push(story);
        break;
      case "problem":
        problem ??= story;
        break;
      case "fails":
        return { kind: "fails", because: story, place };
    }
  }
  return problem === null ? { kind: "passes", because } : { kind: "undecided", problem };
}
