import { setTimeout as sleep } from "node:timers/promises";

/** The time, and waiting for it. */
export type Clock = {
  now(): Date;
  /** Ends early, without an error, when the signal comes. */
  wait(ms: number, options: { signal: AbortSignal }): Promise<void>;
};

/** A timer takes no more than 2^31 - 1 milliseconds; who waits for longer wakes up before the time. */
const longestWaitMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  async wait(ms, { signal }) {
    try {
      await sleep(Math.min(ms, longestWaitMs), undefined, { signal });
    } catch {
      // The signal.
    }
  },
};
