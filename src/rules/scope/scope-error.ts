/** A key of a clause as a job file writes it. */
export type ClauseKey = "attribute" | "operator" | "value" | "expression";

/** Why a clause of a scoping filter cannot be used. */
export class ScopeError extends Error {
  override readonly name = "ScopeError";
  /** The key that is to blame, which may be one that is not there; null: the whole clause. */
  readonly key: ClauseKey | null;
  /** Where in the text of that key. */
  readonly at: { readonly line: number; readonly column: number } | null;

  constructor(
    message: string,
    about: { key: ClauseKey | null; at?: { line: number; column: number }; cause?: unknown },
  ) {
    super(message, { cause: about.cause });
    this.key = about.key;
    this.at = about.at ?? null;
  }
}
