/**
 * One match: text and place of each group by .NET's number, null for one that took no part; 0 is the whole.
 */
export type Match = {
  readonly input: string;
  readonly span: (group: number) => Span | null;
};

export type Span = { readonly start: number; readonly end: number };

/** `tooMuch`: looking for it takes too long. */
export type Found = Match | "none" | "tooMuch";

/** How one pattern looks for its matches. */
export type Search = {
  /** False for a text so long that one look through it would take too long. */
  readonly fits: (text: string) => boolean;
  readonly test: (text: string) => boolean;
  /** From left to right the matches of a text, one at a call; a match must be read before the next call. */
  readonly finder: (text: string) => () => Found;
};
