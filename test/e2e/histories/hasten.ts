import { syncBuiltinESMExports } from "node:module";
import { mock } from "node:test";
import timers from "node:timers/promises";

/**
 * Lets pauses between two tries pass at once, for this process, clock and all: what is tried, and in which
 * order, is the same.
 */
export function hasten(): void {
  const { performance } = globalThis;
  const now = performance.now.bind(performance);
  const sleep = timers.setTimeout;
  let skipped = 0;
  mock.method(performance, "now", () => now() + skipped);
  mock.method(timers, "setTimeout", async (ms: number, value?: unknown, options?: object) => {
    skipped += ms;
    return await sleep(0, value, options);
  });
  syncBuiltinESMExports();
}
