import { closest, distance } from "fastest-levenshtein";

const longestWord = 64;

/** The candidate that was probably meant by a mistyped word; null where none is near. */
export function suggest(word: string, candidates: readonly string[]): string | null {
  if (candidates.length === 0 || word.length > longestWord) return null;
  const lower = word.toLowerCase();
  const sameLetters = candidates.find((candidate) => candidate.toLowerCase() === lower);
  if (sameLetters !== undefined) return sameLetters;
  // Of a single letter a slip leaves nothing.
  const tolerated = word.length < 2 ? 0 : word.length < 5 ? 1 : word.length < 9 ? 2 : 3;
  const found = [word, ...transposed(word)].map((typed, index) => {
    const nearest = closest(typed, candidates);
    return { nearest, slips: distance(typed, nearest) + (index === 0 ? 0 : 1) };
  });
  const [best] = found.toSorted((one, other) => one.slips - other.slips);
  return best !== undefined && best.slips <= tolerated ? best.nearest : null;
}

/** `: did you mean "Switch"?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const suggestion = suggest(word, candidates);
  return suggestion === null ? "" : `: did you mean "${suggestion}"?`;
}

/** The word with each two neighbours swapped: that is one slip of the fingers, not two. */
function transposed(word: string): readonly string[] {
  return Array.from({ length: Math.max(word.length - 1, 0) }, (_, index) => {
    const [first = "", second = ""] = word.slice(index, index + 2);
    return word.slice(0, index) + second + first + word.slice(index + 2);
  });
}
