import { takeClass } from "./class.ts";
import { isNameCharacter, takeCharacter, takeShorthand } from "./escape.ts";
import { takeGroupStart } from "./group-start.ts";
import { type PatternGroups, numberGroups } from "./groups.ts";
import { type PatternOptions, noOptions, skipComments } from "./options.ts";
import {
  type Reach,
  type ReachCount,
  newReach,
  reachAlternate,
  reachClose,
  reachItem,
  reachOpen,
  reachPause,
  reachRepeat,
  totalReach,
} from "./reach.ts";
import { type PatternReader, look, peek, refuse, take } from "./reader.ts";
import { type Quantifier, takeRepeat } from "./quantifier.ts";
import { caseless } from "./unicode-class.ts";
import { type UnitSet, complement, unit } from "./unit-set.ts";

/** What a pattern asks about a place between two characters. */
type Assertion = "word" | "line" | "end";

/** A .NET regular expression cut into signs and the sets of characters between them. */
export type Translation = {
  /** Signs are RE2's, but `^` and `$` are the start and the end of a line and `\Z` is .NET's. */
  readonly pieces: readonly (string | UnitSet)[];
  readonly groups: PatternGroups;
  readonly asserts: ReadonlySet<Assertion>;
  readonly reach: Reach;
};

type Reading = PatternReader & {
  options: PatternOptions;
  /** The options to go back to at each closing parenthesis. */
  readonly outer: PatternOptions[];
  readonly pieces: (string | UnitSet)[];
  readonly opened: (string | null)[];
  readonly asserts: Set<Assertion>;
  readonly reach: ReachCount;
  /** Escapes such as `\12`: octal, unless there is such a group. */
  readonly perhapsReferences: number[];
  classes: number;
};

const backReference = "a back-reference takes more than linear time: write the text out";
/** Each one takes a fraction of a millisecond to work out. */
const mostClasses = 250;
const anyUnit = complement([]);
const notNewline = complement(unit(10));

/** Throws `PatternError` for what is no .NET pattern, or cannot be matched in linear time. */
export function translatePattern(pattern: string): Translation {
  const reading: Reading = {
    pattern,
    offset: 0,
    options: noOptions,
    outer: [],
    pieces: [],
    opened: [],
    asserts: new Set(),
    reach: newReach(),
    perhapsReferences: [],
    classes: 0,
  };
  skipComments(reading, reading.options);
  while (reading.offset < pattern.length) {
    takePart(reading);
    skipComments(reading, reading.options);
  }
  if (reading.outer.length > 0) refuse(reading, "a ( has no closing )");
  const groups = numberGroups(reading.opened);
  if (reading.perhapsReferences.some((number) => groups.numbered.has(number))) refuse(reading, backReference);
  return { pieces: reading.pieces, groups, asserts: reading.asserts, reach: totalReach(reading.reach) };
}

function takePart(reading: Reading): void {
  const quantifier = takeRepeat(reading);
  if (quantifier !== null) return takeQuantifier(reading, quantifier);
  const character = peek(reading);
  const { options } = reading;
  switch (character) {
    case "\\":
      reading.offset++;
      return takeEscape(reading);
    case "[":
      reading.classes += 1;
      if (reading.classes > mostClasses) refuse(reading, "it is too large: use fewer classes");
      return addSet(reading, takeClass(reading, options.i));
    case "(":
      return takeOpening(reading);
    case ")":
      return takeClosing(reading);
    case "|":
      reading.offset++;
      reachAlternate(reading.reach);
      reading.pieces.push("|");
      return;
    case ".":
      reading.offset++;
      return addSet(reading, options.s ? anyUnit : notNewline);
    case "^":
      reading.offset++;
      return options.m ? assertPlace(reading, "^", "line") : assertPlace(reading, String.raw`\A`, null);
    case "$":
      reading.offset++;
      return options.m ? assertPlace(reading, "$", "line") : assertPlace(reading, String.raw`\Z`, "end");
    default:
      reading.offset++;
      return addCharacter(reading, character.charCodeAt(0));
  }
}

function takeQuantifier(reading: Reading, { text, most }: Quantifier): void {
  if (!reachRepeat(reading.reach, most)) refuse(reading, `the quantifier ${text} has nothing to repeat`);
  skipComments(reading, reading.options);
  reading.pieces.push(take(reading, /\?/y) === null ? text : `${text}?`);
}

function takeOpening(reading: Reading): void {
  const start = takeGroupStart(reading, reading.options);
  switch (start.kind) {
    case "options":
      reading.options = start.options;
      reachPause(reading.reach);
      return;
    case "plain":
    case "group":
      reading.outer.push(reading.options);
      reading.options = start.options;
      reachOpen(reading.reach);
      reading.pieces.push(start.kind === "plain" ? "(?:" : "(");
      if (start.kind === "group") reading.opened.push(start.name);
  }
}

function takeClosing(reading: Reading): void {
  reading.offset++;
  const options = reading.outer.pop();
  if (options === undefined) refuse(reading, "a ) has no opening (");
  reading.options = options;
  reachClose(reading.reach);
  reading.pieces.push(")");
}

function takeEscape(reading: Reading): void {
  const letter = peek(reading);
  const place = places.get(letter);
  if (place !== undefined) {
    reading.offset++;
    return assertPlace(reading, place.text, place.asks);
  }
  if (letter === "G") refuse(reading, String.raw`\G is not supported: leave it out, or write ^`);
  refuseReference(reading);
  const set = takeShorthand(reading, reading.options.i);
  if (set === null) addCharacter(reading, takeCharacter(reading));
  else addSet(reading, set);
}

const places: ReadonlyMap<string, { readonly text: string; readonly asks: Assertion | null }> = new Map([
  ["A", { text: String.raw`\A`, asks: null }],
  ["z", { text: String.raw`\z`, asks: null }],
  ["Z", { text: String.raw`\Z`, asks: "end" }],
  ["b", { text: String.raw`\b`, asks: "word" }],
  ["B", { text: String.raw`\B`, asks: "word" }],
]);

function refuseReference(reading: Reading): void {
  const [digits] = look(reading, /[1-9]\d*/y) ?? [];
  if (digits !== undefined && digits.length > 1) reading.perhapsReferences.push(Number(digits));
  else if (digits !== undefined || peek(reading) === "k") refuse(reading, backReference);
  const close = { "<": ">", "'": "'" }[peek(reading)];
  if (close === undefined) return;
  let ahead = 1;
  while (isNameCharacter(peek(reading, ahead))) ahead++;
  if (ahead > 1 && peek(reading, ahead) === close) refuse(reading, backReference);
}

function addCharacter(reading: Reading, code: number): void {
  addSet(reading, reading.options.i ? caseless(unit(code)) : unit(code));
}

function addSet({ reach, pieces }: Reading, set: UnitSet): void {
  reachItem(reach, { length: 1, sets: [set] });
  pieces.push(set);
}

function assertPlace({ reach, pieces, asserts }: Reading, text: string, asks: Assertion | null): void {
  reachItem(reach, { length: 0, sets: [] });
  pieces.push(text);
  if (asks !== null) asserts.add(asks);
}
