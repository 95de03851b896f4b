import type { AttributeReader } from "../expression/value.ts";

/** One clause of a scoping filter, compiled. */
export type Clause = {
  /** As people read it: `department EQUALS "Sales"`. */
  readonly text: string;
  /** Entra name of the attribute it reads. */
  readonly attribute: string;
  readonly passes: (read: AttributeReader) => boolean;
};

/** Groups are OR'ed, the clauses of a group are AND'ed. */
export type Filter = readonly (readonly Clause[])[];

/** `clause` is the first one that decided, for people. */
export type ScopeResult = { readonly passes: boolean; readonly clause: string | null };
