import { type Alphabet, type Needs, makeAlphabet } from "./alphabet.ts";
import { PatternError } from "./pattern-error.ts";
import type { Translation } from "./translate.ts";
import { boundarySet } from "./unicode-class.ts";
import { distinctSets } from "./unit-set.ts";

/** How one pattern and the texts it reads are written for the engine. */
export type Encoding = {
  readonly alphabet: Alphabet;
  /** The engine's spelling of the signs of a translation that are not its own. */
  readonly signs: Signs;
  /** As long as the text. */
  readonly encode: (text: string) => string;
};

type Signs = { readonly [sign: string]: string };

const lineFeed = 10;
/**
 * The engine's line ends serve as .NET's end of the text where just the last line feed is one to it: for `b$`
 * only the second line feed of "b\nb\n" is written as one, so `(?m:$)` is before that one and at the end.
 */
const lineSigns: Signs = { "^": "(?m:^)", $: "(?m:$)", [String.raw`\Z`]: "(?m:$)" };
/**
 * With both, the last line feed is the only part of a word: around it, and nowhere else, is a `\b`. The first
 * line feed of "b\nb\n" stays one, the last is written as `n`, and nothing else as a letter.
 */
const mixedSigns: Signs = {
  "^": String.raw`(?:(?m:^)|\b\z)`,
  $: String.raw`(?:(?m:$)|\b)`,
  [String.raw`\Z`]: String.raw`(?:\b|\z)`,
};
const onlyWord = "n".charCodeAt(0);

const mostSets = 500;

export function encodingFor(pattern: string, translation: Translation): Encoding {
  const { signs, ...needs } = needsOf(pattern, translation);
  const alphabet = alphabetFor(pattern, translation.pieces, needs);
  const { lastNewline } = needs;
  return {
    alphabet,
    signs,
    encode(text) {
      if (lastNewline === null || !text.endsWith("\n")) return encodeText(text, alphabet);
      return encodeText(text.slice(0, -1), alphabet) + String.fromCharCode(lastNewline);
    },
  };
}

function needsOf(pattern: string, { asserts }: Translation): Needs & { readonly signs: Signs } {
  const lines = asserts.has("line");
  const ends = asserts.has("end");
  const word = asserts.has("word") ? boundarySet() : null;
  if (!lines || !ends) {
    return { word, newline: lines ? lineFeed : null, lastNewline: ends ? lineFeed : null, signs: lineSigns };
  }
  if (word === null) return { word, newline: lineFeed, lastNewline: onlyWord, signs: mixedSigns };
  throw new PatternError(
    pattern,
    String.raw`\b beside both (?m) and an end of the text is not supported: write \z for the end of the text`,
  );
}

function alphabetFor(pattern: string, pieces: Translation["pieces"], needs: Needs): Alphabet {
  const sets = distinctSets(pieces.filter((piece) => typeof piece !== "string"));
  if (sets.length > mostSets) throw new PatternError(pattern, "it is too large: use fewer classes");
  const alphabet = makeAlphabet(sets, needs);
  if (alphabet !== null) return alphabet;
  throw new PatternError(
    pattern,
    String.raw`\b beside more than 63 different letters and digits is not supported`,
  );
}

function encodeText(text: string, { characters }: Alphabet): string {
  let encoded = "";
  for (let index = 0; index < text.length; index++) {
    encoded += String.fromCharCode(characters[text.charCodeAt(index)] ?? 0);
  }
  return encoded;
}
