/** True where one more request is within the limit at this moment. */
export type Limit = (now: number) => boolean;

/** At most so many in any stretch of time of that length. */
export function slidingWindow(most: number, windowMs: number): Limit {
  let taken: number[] = [];
  return (now) => {
    taken = taken.filter((at) => at > now - windowMs);
    if (taken.length >= most) return false;
    taken.push(now);
    return true;
  };
}

/** The same where those that were turned away count, too. */
export function strictWindow(most: number, windowMs: number): Limit {
  let asked: number[] = [];
  return (now) => {
    asked = asked.filter((at) => at > now - windowMs);
    asked.push(now);
    return asked.length <= most;
  };
}

/** At most so many between two ticks of a clock. */
export function tickingWindow(most: number, windowMs: number): Limit {
  let window = 0;
  let taken = 0;
  return (now) => {
    const current = Math.floor(now / windowMs);
    if (current !== window) [window, taken] = [current, 0];
    taken += 1;
    return taken <= most;
  };
}

export function tokenBucket(perSecond: number, capacity: number): Limit {
  let tokens = capacity;
  let at = 0;
  return (now) => {
    tokens = Math.min(capacity, tokens + ((now - at) * perSecond) / 1000);
    at = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
