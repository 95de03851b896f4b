import { closest, distance } from "fastest-levenshtein";

const longestWord = 64;

/** The candidate that was probably meant by a mistyped word; null where none is near. */
export function suggest(word: string, candidates: readonly string[]): string | null {
  if (candidates.length === 0 || word.length > longestWord) return null;
  const lower = word.toLowerCase();
  const sameLetters = candidates.find((candidate) => candidate.toLowerCase() === lower);
  if (sameLetters !== undefined) return sameLetters;
  const nearest = closest(word, candidates);
  const tolerated = word.length < 5 ? 1 : word.length < 9 ? 2 : 3;
  return distance(word, nearest) <= tolerated ? nearest : null;
}

/** `: did you mean "Switch"?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const suggestion = suggest(word, candidates);
  return suggestion === null ? "" : `: did you mean "${suggestion}"?`;
}
