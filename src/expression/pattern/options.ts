import { type PatternReader, look, peek } from "./reader.ts";

/** .NET's inline options: ignore case, lines, only named groups, a dot for line feeds too, free blanks. */
export type PatternOptions = { readonly [option in "i" | "m" | "n" | "s" | "x"]: boolean };

export const noOptions: PatternOptions = { i: false, m: false, n: false, s: false, x: false };

/** Options after these letters, such as `i-s`; a letter that is none is the caller's to refuse. */
export function changeOptions(options: PatternOptions, letters: string): PatternOptions {
  let on = true;
  let changed = options;
  for (const letter of letters.toLowerCase()) {
    if (letter === "-" || letter === "+") on = letter === "+";
    else changed = { ...changed, [letter]: on };
  }
  return changed;
}

/** Moves over comments, and over blanks where the option `x` makes them count for nothing. */
export function skipComments(reader: PatternReader, { x }: PatternOptions): void {
  for (;;) {
    const comment = look(reader, /\(\?#[^)]*\)/y) ?? (x ? look(reader, /[ \t\n\f\r]+|#[^\n]*/y) : null);
    if (comment === null || peek(reader) === "") return;
    reader.offset += comment[0].length;
  }
}
