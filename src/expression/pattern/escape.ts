import { type PatternReader, look, peek, refuse, take } from "./reader.ts";
import { boundarySet, namedSet, oppositeSet, shorthandSet } from "./unicode-class.ts";
import { type UnitSet, contains, unite } from "./unit-set.ts";

const property = /[pP]\{([^{}]*)\}/y;
const octal = /[0-7]{1,3}/y;
const hexadecimal = /x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})/y;
const control = /c([@-_a-z])/y;
const cased: readonly string[] = ["Lu", "Ll", "Lt"];

/** The class behind a backslash, such as `w` or `p{Lu}`; null where one character is meant. */
export function takeShorthand(reader: PatternReader, ignoreCase: boolean): UnitSet | null {
  const shorthand = shorthandSet(peek(reader));
  if (shorthand !== undefined) {
    reader.offset++;
    return shorthand;
  }
  if (!/[pP]/.test(peek(reader))) return null;
  const [whole = "", name = ""] = take(reader, property) ?? refuse(reader, "a \\p needs a name: \\p{Lu}");
  const set = ignoreCase && cased.includes(name) ? lettersOfAnyCase() : namedSet(name);
  if (set === undefined) refuse(reader, `"${name}" is neither a category nor a block of Unicode`);
  return whole.startsWith("P") ? oppositeSet(set) : set;
}

/** The code of the one character behind a backslash. */
export function takeCharacter(reader: PatternReader): number {
  const hex = take(reader, hexadecimal);
  if (hex !== null) return parseInt(hex[1] ?? hex[2] ?? "", 16);
  const digits = take(reader, octal);
  if (digits !== null) return parseInt(digits[0], 8) & 0xff;
  const letter = take(reader, control);
  if (letter !== null) return (letter[1] ?? "").toUpperCase().charCodeAt(0) - 0x40;
  const character = peek(reader);
  if (character === "") refuse(reader, "it ends in a backslash");
  const meant = escapes[character] ?? character;
  if (meant === character && isNameCharacter(character)) {
    refuse(reader, `"\\${look(reader, /\w{1,3}/y)?.[0] ?? character}" is no escape`);
  }
  reader.offset++;
  return meant.charCodeAt(0);
}

/** What names of groups are made of. */
export function isNameCharacter(character: string): boolean {
  return character !== "" && contains(boundarySet(), character.charCodeAt(0));
}

const escapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  e: "\u001b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

function lettersOfAnyCase(): UnitSet {
  return unite(...cased.map((name) => namedSet(name) ?? []));
}
