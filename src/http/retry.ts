import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";

export type RetryOptions = {
  readonly signal: AbortSignal;
  /** Tries after the first one. */
  readonly retries: number;
  /**
   * Milliseconds to wait before another try, `"backoff"` for a growing wait with jitter, null to give up at
   * once. Left out: always `"backoff"`. `tries` counts those made.
   */
  readonly delayOf?: (error: Error, tries: number) => number | "backoff" | null;
};

const firstDelayMs = 500;
const longestDelayMs = 30_000;

/** Repeats what fails; throws the last error, or the signal's reason when it is aborted. */
export async function retry<T>(attempt: (number: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, retries, delayOf = always } = options;
  return await pRetry(attempt, {
    retries,
    signal,
    // The waiting is done in `shouldRetry`, where the error can say how long.
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      const delay = delayOf(error, attemptNumber);
      const ms = delay === "backoff" ? backoffMs(attemptNumber) : delay;
      if (ms === null) return false;
      await pause(ms, signal);
      return true;
    },
  });
}

/** A wait with jitter that grows with the tries made, to half a minute. */
export function backoffMs(tries: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** (tries - 1)) * (0.75 + Math.random() / 2);
}

/**
 * Reads `Retry-After` as seconds, with decimals if need be, or as an HTTP date; null where it says nothing.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: Date): number | null {
  const text = headers["retry-after"]?.trim();
  if (text === undefined || text === "") return null;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}

/** Ends with the signal's own reason, so that who aborted can tell. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}

function always(): "backoff" {
  return "backoff";
}
