import { type Clock, systemClock } from "./clock.ts";
import { createQueue } from "./queue.ts";

export type RateLimiter = {
  /** Waits for this request's turn, first come, first served. */
  take(signal: AbortSignal): Promise<void>;
  /** Lets nobody pass for this long: the other side asked for quiet. */
  pause(ms: number): void;
};

/** How far behind its schedule the traffic may be and still catch up; bounds every burst. */
const toleranceMs = 50;

export type RateLimiterOptions = {
  /** Asked at each request where it changes. */
  readonly perSecond: number | (() => number);
  /** The least time to the next request, asked at each one; 0: no more than the rate asks for. */
  readonly gapMs?: () => number;
  readonly clock?: Clock;
};

/** A token bucket that holds 50 ms worth of tokens, and at least one. */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { perSecond, gapMs = () => 0, clock = systemClock } = options;
  const queue = createQueue({ onLeave: stopIfEmpty });
  let next = 0;
  let callOff: (() => void) | null = null;

  async function take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (queue.length > 0 || !pass()) await turn(signal);
  }

  function pause(ms: number): void {
    next = Math.max(next, clock.now() + ms);
  }

  /** Takes a token if there is one. */
  function pass(): boolean {
    const now = clock.now();
    if (next > now) return false;
    const intervalMs = 1000 / (typeof perSecond === "number" ? perSecond : perSecond());
    next = Math.max(next, now - toleranceMs) + intervalMs;
    const gap = gapMs();
    // A gap is never caught up.
    if (gap > intervalMs) next = Math.max(next, now + gap);
    return true;
  }

  function turn(signal: AbortSignal): Promise<void> {
    const served = queue.wait(signal);
    if (callOff === null) schedule();
    return served;
  }

  function schedule(): void {
    stop();
    callOff = clock.after(Math.max(0, next - clock.now()), serve);
  }

  function stopIfEmpty(): void {
    if (queue.length === 0) stop();
  }

  function stop(): void {
    callOff?.();
    callOff = null;
  }

  function serve(): void {
    callOff = null;
    while (queue.length > 0 && pass()) queue.serve();
    if (queue.length > 0) schedule();
  }

  return { take, pause };
}
