import type { Search, Span } from "./match.ts";
import type { Translation } from "./translate.ts";
import { rangesOf } from "./unit-set.ts";

/**
 * The search for one class, such as `\s`, or for a run of it, such as `[()\s-]+`: most replacements are no
 * more, and a loop finds them in a tenth of the engine's time. Null for every other pattern.
 */
export function runSearch({ pieces }: Translation): Search | null {
  const [set, plus] = pieces;
  if (set === undefined || typeof set === "string" || pieces.length > 2) return null;
  if (pieces.length === 2 && plus !== "+") return null;
  const members = new Uint8Array(0x10000);
  for (const [first, last] of rangesOf(set)) members.fill(1, first, last + 1);
  function nextRun(text: string, from: number): Span | null {
    let start = from;
    while (start < text.length && members[text.charCodeAt(start)] === 0) start++;
    if (start === text.length) return null;
    if (plus === undefined) return { start, end: start + 1 };
    let end = start + 1;
    while (end < text.length && members[text.charCodeAt(end)] === 1) end++;
    return { start, end };
  }
  return {
    fits: () => true,
    test: (text) => nextRun(text, 0) !== null,
    finder(input) {
      let end = 0;
      return () => {
        const run = nextRun(input, end);
        if (run === null) return "none";
        ({ end } = run);
        return { input, span: (group) => (group === 0 ? run : null) };
      };
    },
  };
}
