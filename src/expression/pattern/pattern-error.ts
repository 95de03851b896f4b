/** Why a regular expression cannot be used; the message names it. */
export class PatternError extends Error {
  override readonly name = "PatternError";

  constructor(pattern: string, reason: string, options?: { cause: unknown }) {
    const named = pattern.length > 200 ? `${pattern.slice(0, 200)}…` : pattern;
    super(`cannot use the regular expression "${named}": ${reason}`, options);
  }
}
