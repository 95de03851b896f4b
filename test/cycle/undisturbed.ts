import type { CycleParts } from "../../src/cycle/run-cycle.ts";

/** What a cycle is given besides, where nobody watches, waits or ends it. */
export function undisturbed(): Pick<CycleParts, "random" | "wait" | "observe" | "signal"> {
  return {
    random: () => 0,
    wait: () => Promise.resolve(),
    observe: () => undefined,
    signal: new AbortController().signal,
  };
}
