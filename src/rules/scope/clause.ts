import type { Surroundings } from "../../expression/value.ts";

/** What a clause may know of the world. */
export type ScopeSurroundings = Omit<Surroundings, "taken">;

/**
 * What one clause says of one object, told for people with the value that it found. `problem`: it cannot be
 * told whether the object passes.
 */
export type Verdict = { readonly kind: "passes" | "fails" | "problem"; readonly story: string };

/** One clause of a scoping filter, compiled. */
export type Clause = {
  /** As people read it, whole: `department EQUALS "Sales"`. Clauses that decide alike have the same. */
  readonly text: string;
  /** Entra names of the attributes it reads. */
  readonly reads: readonly string[];
  /** True: what it says can change while nothing in the directory does. */
  readonly readsClock: boolean;
  /** Groups it asks about, by id or name. */
  readonly groups: readonly string[];
  readonly weigh: (around: ScopeSurroundings) => Verdict;
};

type Scalar = string | number | boolean;

/** A clause as a job file has it: an attribute with its operator, or an expression. */
export type WrittenClause = {
  readonly attribute?: string | undefined;
  readonly operator?: string | undefined;
  readonly value?: WrittenOperand | undefined;
  readonly expression?: string | undefined;
};

/** What a clause compares with. */
export type WrittenOperand = Scalar | readonly Scalar[];
