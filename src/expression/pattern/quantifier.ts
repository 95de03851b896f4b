import { type PatternReader, refuse, take } from "./reader.ts";

/** `*`, `{2,5}` and the like as the engine spells them. */
export type Quantifier = { readonly text: string; readonly most: number };

/** What the engine takes. */
const mostRepeats = 1_000;
const quantifier = /([*+?])|\{(\d+)(?:(,)(\d*))?\}/y;

/** Null where there is none: other braces are plain text. */
export function takeRepeat(reader: PatternReader): Quantifier | null {
  const found = take(reader, quantifier);
  if (found === null) return null;
  const [whole, sign, least, comma, most] = found;
  if (sign !== undefined) return { text: sign, most: sign === "?" ? 1 : Infinity };
  const from = Number(least);
  if (comma !== undefined && most === "") {
    if (from > mostRepeats) refuse(reader, tooLarge(whole));
    return { text: `{${from},}`, most: Infinity };
  }
  const to = comma === undefined ? from : Number(most);
  if (to < from) refuse(reader, `the quantifier ${whole} is upside down`);
  if (to > mostRepeats) refuse(reader, tooLarge(whole));
  return { text: `{${from},${to}}`, most: to };
}

function tooLarge(written: string): string {
  return `the quantifier ${written} is too large: the limit is ${mostRepeats}`;
}
