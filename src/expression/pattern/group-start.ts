import { isNameCharacter } from "./escape.ts";
import { type PatternOptions, changeOptions } from "./options.ts";
import { type PatternReader, look, peek, refuse, take } from "./reader.ts";

/** What a `(` begins. */
type GroupStart =
  /** `(?i)`: options up to the end of the group around it. */
  | { readonly kind: "options"; readonly options: PatternOptions }
  | { readonly kind: "plain"; readonly options: PatternOptions }
  /** Null: it has no name. */
  | { readonly kind: "group"; readonly options: PatternOptions; readonly name: string | null };

const refused: readonly (readonly [start: RegExp, reason: string])[] = [
  [/\(\?<?[=!]/y, "look-around takes more than linear time: match the surroundings as groups instead"],
  [/\(\?>/y, "an atomic group (?>…) takes more than linear time: write (?:…) where it need not be atomic"],
  [/\(\?\(/y, "a conditional (?(…)…|…) takes more than linear time: write the two cases as alternatives"],
];

/** Reads `(`, `(?:`, `(?<name>`, `(?i-s:` or `(?i)`. */
export function takeGroupStart(reader: PatternReader, options: PatternOptions): GroupStart {
  for (const [start, reason] of refused) if (look(reader, start) !== null) refuse(reader, reason);
  if (take(reader, /\(\?['<]/y) !== null) return { kind: "group", options, name: takeName(reader) };
  const changed = take(reader, /\(\?([imnsx+-]*)(:|(?<!\?)\))/iy);
  if (changed !== null) {
    const [, letters = "", end] = changed;
    return { kind: end === ":" ? "plain" : "options", options: changeOptions(options, letters) };
  }
  if (look(reader, /\(\?/y) !== null) {
    refuse(reader, `"${look(reader, /\(\?.{0,2}/suy)?.[0] ?? ""}" begins no group of .NET`);
  }
  reader.offset++;
  return options.n ? { kind: "plain", options } : { kind: "group", options, name: null };
}

function takeName(reader: PatternReader): string {
  const close = peek(reader, -1) === "<" ? ">" : "'";
  const start = reader.offset;
  while (isNameCharacter(peek(reader))) reader.offset++;
  const name = reader.pattern.slice(start, reader.offset);
  if (peek(reader) === "-") {
    refuse(reader, "a balancing group takes more than linear time: name one group at a time");
  }
  if (name === "" || peek(reader) !== close)
    refuse(reader, "the name of a group has letters, digits and _ only");
  if (/^\d/.test(name) && !/^[1-9]\d{0,8}$/.test(name))
    refuse(reader, `"${name}" cannot be the number of a group`);
  reader.offset++;
  return name;
}
