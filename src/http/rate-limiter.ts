export type RateLimiter = {
  /** Waits for this request's turn, first come, first served. */
  take(signal: AbortSignal): Promise<void>;
  /** Lets nobody pass for this long: the other side asked for quiet. */
  pause(ms: number): void;
};

/** How far behind its schedule the traffic may be and still catch up; bounds every burst. */
const toleranceMs = 50;

export type RateLimiterOptions = {
  readonly perSecond: number;
  /** The least time to the next request, asked at each one; 0: no more than the rate asks for. */
  readonly gapMs?: () => number;
};

/** A token bucket that holds 50 ms worth of tokens, and at least one. */
export function createRateLimiter({ perSecond, gapMs = () => 0 }: RateLimiterOptions): RateLimiter {
  const intervalMs = 1000 / perSecond;
  const waiting: (() => void)[] = [];
  let next = 0;
  let timer: NodeJS.Timeout | null = null;

  async function take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (waiting.length > 0 || !pass()) await turn(signal);
  }

  function pause(ms: number): void {
    next = Math.max(next, performance.now() + ms);
  }

  /** Takes a token if there is one. */
  function pass(): boolean {
    const now = performance.now();
    if (next > now) return false;
    next = Math.max(next, now - toleranceMs) + intervalMs;
    const gap = gapMs();
    // A gap is never caught up.
    if (gap > intervalMs) next = Math.max(next, now + gap);
    return true;
  }

  function turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      function go(): void {
        signal.removeEventListener("abort", leave);
        resolve();
      }
      function leave(): void {
        waiting.splice(waiting.indexOf(go), 1);
        if (waiting.length === 0) stop();
        reject(signal.reason);
      }
      signal.addEventListener("abort", leave, { once: true });
      waiting.push(go);
      if (timer === null) schedule();
    });
  }

  function schedule(): void {
    stop();
    timer = setTimeout(serve, Math.max(0, next - performance.now()));
  }

  function stop(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function serve(): void {
    timer = null;
    while (waiting.length > 0 && pass()) waiting.shift()?.();
    if (waiting.length > 0) schedule();
  }

  return { take, pause };
}
