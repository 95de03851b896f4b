import { takeCharacter, takeShorthand } from "./escape.ts";
import { type PatternReader, peek, refuse } from "./reader.ts";
import { caseless } from "./unicode-class.ts";
import { type UnitSet, complement, subtract, unite } from "./unit-set.ts";

/** One thing in a class: a whole set, or a character that may begin a range. */
type Item =
  | { readonly kind: "set"; readonly set: UnitSet }
  | { readonly kind: "character"; readonly code: number; readonly literal: string };

/** Reads `[…]`, with ranges and `-[…]` at its end, which takes characters away again. */
export function takeClass(reader: PatternReader, ignoreCase: boolean): UnitSet {
  reader.offset++;
  const negated = peek(reader) === "^";
  if (negated) reader.offset++;
  const sets: UnitSet[] = [];
  const ranges: UnitSet[] = [];
  let subtracted: UnitSet = [];
  for (let first = true; first || peek(reader) !== "]"; first = false) {
    if (!first && peek(reader) === "-" && peek(reader, 1) === "[") {
      reader.offset++;
      subtracted = takeSubtraction(reader, ignoreCase);
      continue;
    }
    const item = takeItem(reader, ignoreCase);
    if (item.kind === "set") sets.push(item.set);
    else if (peek(reader) !== "-" || peek(reader, 1) === "]" || item.literal === "\\-") {
      ranges.push([item.code, item.code]);
    } else if (peek(reader, 1) === "[") {
      ranges.push([item.code, item.code]);
      reader.offset++;
      subtracted = takeSubtraction(reader, ignoreCase);
    } else {
      reader.offset++;
      ranges.push([item.code, takeEndOfRange(reader, item)]);
    }
  }
  reader.offset++;
  const characters = unite(...ranges);
  const all = unite(...sets, ignoreCase ? caseless(characters) : characters);
  return subtract(negated ? complement(all) : all, subtracted);
}

function takeSubtraction(reader: PatternReader, ignoreCase: boolean): UnitSet {
  const set = takeClass(reader, ignoreCase);
  if (peek(reader) !== "]") refuse(reader, "what a class takes away must stand at its end: [a-z-[aeiou]]");
  return set;
}

function takeEndOfRange(
  reader: PatternReader,
  from: { readonly code: number; readonly literal: string },
): number {
  const to = takeItem(reader, false);
  if (to.kind === "set")
    refuse(reader, `a range cannot end in a class: write "${from.literal}" and "-" apart`);
  if (to.code < from.code) refuse(reader, `the range ${from.literal}-${to.literal} is upside down`);
  return to.code;
}

function takeItem(reader: PatternReader, ignoreCase: boolean): Item {
  const start = reader.offset;
  const character = peek(reader);
  if (character === "") refuse(reader, "a [ has no closing ]");
  reader.offset++;
  if (character !== "\\") return { kind: "character", code: character.charCodeAt(0), literal: character };
  const set = takeShorthand(reader, ignoreCase);
  if (set !== null) return { kind: "set", set };
  return {
    kind: "character",
    code: takeCharacter(reader),
    literal: reader.pattern.slice(start, reader.offset),
  };
}
