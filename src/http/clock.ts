import { setTimeout as sleep } from "node:timers/promises";

/** Time as those see it who wait; a test brings its own. */
export type Clock = {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Runs it later; what is returned calls that off. */
  after(ms: number, run: () => void): () => void;
  /** Ends early, with the signal's own reason, so that who aborted can tell. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
};

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  async sleep(ms, signal) {
    try {
      await sleep(ms, undefined, { signal });
    } catch {
      signal.throwIfAborted();
    }
  },
};
