import { closest, distance } from "fastest-levenshtein";

/** The candidate that was probably meant; null when none is near enough to be a slip of the finger. */
export function suggest(written: string, candidates: readonly string[]): string | null {
  const byLowerCase = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  if (byLowerCase.size === 0) return null;
  const lower = written.toLowerCase();
  const nearest = closest(lower, [...byLowerCase.keys()]);
  const tolerated = Math.max(1, Math.floor(Math.max(lower.length, nearest.length) / 3));
  return distance(lower, nearest) <= tolerated ? (byLowerCase.get(nearest) ?? null) : null;
}

/** `did you mean "public"?`, or else what it could be. */
export function suggestOrList(written: string, candidates: readonly string[]): string {
  const suggestion = suggest(written, candidates);
  return suggestion === null ? `should be ${listWithOr(candidates)}` : `did you mean "${suggestion}"?`;
}

/** `public, usgov or china` */
export function listWithOr(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
