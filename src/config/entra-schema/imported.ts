import type { ObjectType } from "../../rules/directory.ts";
import type { Action } from "../../rules/rules.ts";
import type { WrittenJob } from "../shape/job-shape.ts";

/** Said in the job file at its place. `lost`: something of the schema that the job does not do. */
export type Remark = { readonly kind: "lost" | "note"; readonly text: string };

/** A mapping as a job file has it. */
export type WrittenMapping = Extract<WrittenJob["users"]["attributes"][string], object>;

/** A clause of a scoping filter as a job file has it. */
export type WrittenClause = NonNullable<WrittenJob["users"]["filter"]>[number][number];

export type ImportedMapping = {
  readonly path: string;
  readonly mapping: WrittenMapping;
  readonly remarks: readonly Remark[];
  /** Why it can only stand in the file as a comment; null: it stands there. */
  readonly refused: string | null;
};

/** Clauses that are AND'ed. */
export type ImportedGroup = {
  readonly clauses: readonly WrittenClause[];
  readonly remarks: readonly Remark[];
  readonly refused: string | null;
};

export type ImportedMatch = {
  /** Attributes that must all agree. */
  readonly paths: readonly string[];
  readonly refused: string | null;
};

/** `users` or `groups` of the job file to be. */
export type ImportedObjects = {
  readonly type: ObjectType;
  readonly enabled: boolean;
  /** About the whole of it. */
  readonly remarks: readonly Remark[];
  /** Null: all of them. */
  readonly actions: readonly Action[] | null;
  /** Null: no filter. Empty: nobody passes. */
  readonly filter: readonly ImportedGroup[] | null;
  readonly filterRemarks: readonly Remark[];
  /** In order of precedence. */
  readonly match: readonly ImportedMatch[];
  readonly mappings: readonly ImportedMapping[];
};

/** What a schema says, in the words of a job file. */
export type ImportedJob = {
  readonly name: string;
  readonly profile: string;
  readonly remarks: readonly Remark[];
  readonly users: ImportedObjects;
  readonly groups: ImportedObjects | null;
  /** Everything that Entra's schema has no place for, by its key in the job file. */
  readonly settings: Readonly<Record<string, unknown>>;
};

export function lost(text: string): Remark {
  return { kind: "lost", text };
}

export function note(text: string): Remark {
  return { kind: "note", text };
}

/** What stands in the file for good. */
export function carried<Part extends { readonly refused: string | null }>(
  parts: readonly Part[],
): readonly Part[] {
  return parts.filter(({ refused }) => refused === null);
}
