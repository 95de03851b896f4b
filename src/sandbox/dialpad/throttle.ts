/** A token bucket: `perSecond` at once, and as many every second. Time is the machine's, never a test's. */
export type Throttle = {
  /** False: one request too many. */
  admit(perSecond: number): boolean;
};

export function createThrottle(): Throttle {
  let tokens = Number.POSITIVE_INFINITY;
  let filled = performance.now();
  return {
    admit(perSecond) {
      const now = performance.now();
      tokens = Math.min(perSecond, tokens + ((now - filled) / 1_000) * perSecond);
      filled = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
