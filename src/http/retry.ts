import pRetry from "p-retry";
import { type Clock, systemClock } from "./clock.ts";

export type RetryOptions = {
  readonly signal: AbortSignal;
  /** Tries after the first one. */
  readonly retries: number;
  /**
   * Milliseconds to wait before another try, `"backoff"` for a growing wait with jitter, null to give up at
   * once. Left out: always `"backoff"`. `tries` counts those made.
   */
  readonly delayOf?: (error: Error, tries: number) => number | "backoff" | null;
  readonly clock?: Clock;
};

const firstDelayMs = 500;
const longestDelayMs = 30_000;

/** Repeats what fails; throws the last error, or the signal's reason when it is aborted. */
export async function retry<T>(attempt: (number: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, retries, delayOf = always, clock = systemClock } = options;
  return await pRetry(attempt, {
    retries,
    signal,
    // The waiting is done in `shouldRetry`, where the error can say how long.
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      const delay = delayOf(error, attemptNumber);
      const ms = delay === "backoff" ? backoffMs(attemptNumber) : delay;
      if (ms === null) return false;
      await clock.sleep(ms, signal);
      return true;
    },
  });
}

/** A wait with jitter that grows with the tries made, to half a minute. */
export function backoffMs(tries: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** (tries - 1)) * (0.75 + Math.random() / 2);
}

/**
 * Reads `Retry-After` as seconds, with decimals if need be, or as an HTTP date; null where it says nothing. A
 * date is compared with the other side's own `Date`, whose clock need not be ours: `now` stands in for it.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: Date): number | null {
  const text = headers["retry-after"]?.trim() ?? "";
  if (/^(\d+(\.\d*)?|\.\d+)$/.test(text)) return Number(text) * 1000;
  const until = httpDate(text);
  return until === null ? null : Math.max(0, until - (httpDate(headers["date"]) ?? now.getTime()));
}

/** Milliseconds since 1970. `Date.parse` alone takes a bare number, with a sign even, for a year. */
export function httpDate(text: string | undefined): number | null {
  const date = text !== undefined && /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : date;
}

function always(): "backoff" {
  return "backoff";
}
