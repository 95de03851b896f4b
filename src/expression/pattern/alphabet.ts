import { type UnitSet, contains, distinctSets, rangesOf, unit, unite } from "./unit-set.ts";

/**
 * The units of text in kinds that one pattern tells apart, each with one character that stands for it. The
 * engine sees these characters only, so that it needs no Unicode of its own: where `word` says so, those of
 * word characters are ASCII, as that is what the engine's `\b` knows.
 */
export type Alphabet = {
  /** A class of the engine for one of the sets. */
  readonly classOf: (set: UnitSet) => string;
  /** The character of each unit. */
  readonly characters: Uint16Array;
  /** The characters of a set. */
  readonly charactersOf: (set: UnitSet) => ReadonlySet<number>;
};

export type Needs = {
  /** Null: the pattern has no `\b`. */
  readonly word: UnitSet | null;
  /** The character of a line feed; null: any. */
  readonly newline: number | null;
  /** The character of a line feed that ends the text; null: that of any other. */
  readonly lastNewline: number | null;
};

const lineFeed = 10;
const asciiWord = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_".split("");
/** The engine knows these as no part of a word; the first 128 of them are its fastest. */
const firstOther = 0x80;

/** Null where the pattern tells more word characters apart than the engine has. */
export function makeAlphabet(sets: readonly UnitSet[], needs: Needs): Alphabet | null {
  const { word, newline, lastNewline } = needs;
  const feeds = newline === null && lastNewline === null ? [] : [unit(lineFeed)];
  const told = distinctSets([...sets, ...feeds, ...(word === null ? [] : [word])]);
  const starts = startsOf(told);
  const indexes = new Map(starts.map((start, index) => [start, index]));
  const kinds = kindsOf(told, { starts, indexes });
  const words = asciiWord.map((character) => character.charCodeAt(0));
  let next = firstOther;
  const characterOf = new Map<number, number>();
  for (const [index, kind] of kinds.entries()) {
    if (characterOf.has(kind)) continue;
    const start = starts[index] ?? 0;
    const isWord = word !== null && contains(word, start);
    const character = start === lineFeed && newline !== null ? newline : isWord ? words.pop() : next++;
    if (character === undefined) return null;
    characterOf.set(kind, character);
  }
  const characters = new Uint16Array(0x10000);
  for (const [index, kind] of kinds.entries()) {
    characters.fill(characterOf.get(kind) ?? 0, starts[index], starts[index + 1] ?? 0x10000);
  }
  function charactersOf(set: UnitSet): ReadonlySet<number> {
    const found = new Set<number>();
    for (const [first, last] of rangesOf(set)) {
      for (let index = indexes.get(first) ?? 0; (starts[index] ?? Infinity) <= last; index++) {
        found.add(characterOf.get(kinds[index] ?? 0) ?? 0);
      }
    }
    if (lastNewline !== null && contains(set, lineFeed)) found.add(lastNewline);
    return found;
  }
  const known = new Map<UnitSet, string>();
  return {
    characters,
    charactersOf,
    classOf(set) {
      let text = known.get(set);
      if (text === undefined) known.set(set, (text = classText([...charactersOf(set)])));
      return text;
    },
  };
}

/** Where some set begins or ends. */
function startsOf(sets: readonly UnitSet[]): readonly number[] {
  const starts = new Set([0]);
  for (const set of sets) for (const [first, last] of rangesOf(set)) starts.add(first).add(last + 1);
  starts.delete(0x10000);
  return [...starts].toSorted((a, b) => a - b);
}

/** For each stretch between two starts its kind: two stretches of one kind are in the same sets. */
function kindsOf(
  sets: readonly UnitSet[],
  { starts, indexes }: { starts: readonly number[]; indexes: ReadonlyMap<number, number> },
): readonly number[] {
  const kinds = starts.map(() => 0);
  let next = 1;
  for (const set of sets) {
    const split = new Map<number, number>();
    for (const [first, last] of rangesOf(set)) {
      for (let index = indexes.get(first) ?? 0; (starts[index] ?? Infinity) <= last; index++) {
        const kind = kinds[index] ?? 0;
        if (!split.has(kind)) split.set(kind, next++);
        kinds[index] = split.get(kind) ?? 0;
      }
    }
  }
  return kinds;
}

function classText(characters: readonly number[]): string {
  const set = unite(...characters.map(unit));
  const [first, last] = set;
  if (first === undefined) return String.raw`[^\x{0}-\x{10FFFF}]`;
  if (set.length === 2 && first === last) return hex(first);
  return `[${rangesOf(set)
    .map(([from, to]) => (from === to ? hex(from) : `${hex(from)}-${hex(to)}`))
    .join("")}]`;
}

function hex(code: number): string {
  return `\\x{${code.toString(16)}}`;
}
