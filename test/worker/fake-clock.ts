import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../src/worker/clock.ts";

/** A clock that stands still until it is moved. */
export type FakeClock = Clock & {
  /** Milliseconds since the clock was made. */
  readonly elapsed: number;
  /** Moves on, and lets everything happen that is waited for on the way, in its order. */
  advance(ms: number): Promise<void>;
};

const start = Date.parse("2026-11-21T12:00:00Z");

export function createFakeClock(): FakeClock {
  let time = start;
  const waits = new Set<{ readonly at: number; readonly end: () => void }>();

  async function advance(ms: number): Promise<void> {
    const target = time + ms;
    await turn();
    while (true) {
      const [next] = [...waits].filter(({ at }) => at <= target).toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      time = Math.max(time, next.at);
      next.end();
      await turn();
    }
    time = target;
  }

  return {
    get elapsed() {
      return time - start;
    },
    now: () => new Date(time),
    wait: (ms, { signal }) =>
      new Promise((resolve) => {
        const entry = { at: time + ms, end };
        function end(): void {
          waits.delete(entry);
          signal.removeEventListener("abort", end);
          resolve();
        }
        if (signal.aborted) return resolve();
        waits.add(entry);
        signal.addEventListener("abort", end);
      }),
    advance,
  };
}
