import { type Outcome, type Signal, isSignal } from "../outcome.ts";
import type { Value } from "../value.ts";

/** What takes a single text works on each value of a list; nothing stays nothing. */
export function each(source: Value, change: (text: string) => string | Signal): Outcome {
  if (source === null) return null;
  if (typeof source === "string") return change(source);
  const changed: string[] = [];
  for (const text of source) {
    const outcome = change(text);
    if (isSignal(outcome)) return outcome;
    changed.push(outcome);
  }
  return changed;
}
