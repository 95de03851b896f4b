import { suggest } from "../../expression/suggest.ts";

/** `did you mean "public"?`, or else what it could be. */
export function suggestOrList(written: string, candidates: readonly string[]): string {
  const suggestion = suggest(written, candidates);
  return suggestion === null ? `should be ${listWithOr(candidates)}` : `did you mean "${suggestion}"?`;
}

/** `public, usgov or china` */
export function listWithOr(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
