import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../../src/http/clock.ts";

/** Time in which whoever waits is through at once. */
export function hurriedClock(): Clock {
  let skipped = 0;
  return {
    now: () => performance.now() + skipped,
    after(ms, run) {
      const timer = setImmediate(() => {
        skipped += ms;
        run();
      });
      return () => clearImmediate(timer);
    },
    async sleep(ms, signal) {
      signal.throwIfAborted();
      skipped += ms;
      await nextTurn();
    },
  };
}
