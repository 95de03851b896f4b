import { createRateLimiter, type RateLimiter } from "../../http/rate-limiter.ts";

/** When the next request may be sent: shared by everything that goes to Graph. */
export type Pace = RateLimiter & {
  /** Slows down by what an answer says of the limit, before Graph turns requests away. */
  heed(headers: Readonly<Record<string, string>>): void;
};

/** Far below what a tenant is allowed: it only keeps a burst from hitting the limit at once. */
const requestsPerSecond = 5000;

export function createPace(): Pace {
  const strain = createStrain(() => performance.now());
  const limiter = createRateLimiter({ perSecond: requestsPerSecond, gapMs: () => strain.gapMs() });
  return { ...limiter, heed: strain.heed };
}

/** How far the limit is used up; known to a pace alone. */
export type Strain = Pick<Pace, "heed"> & {
  /** How far apart requests have to be now. */
  gapMs(): number;
};

/** Graph says how much of the limit is used from this share on. */
const quietShare = 0.8;
/**
 * At the whole limit ten requests a second are left, whatever the tenant's size: full batches are 200 units.
 */
const gapMsPerShare = 500;
/** What was said counts half after this time, if it is not said again. */
const halfLifeMs = 5000;

export function createStrain(now: () => number): Strain {
  let told = 0;
  let since = 0;

  function excess(): number {
    return told * 0.5 ** ((now() - since) / halfLifeMs);
  }

  return {
    heed(headers) {
      const above = Number(headers["x-ms-throttle-limit-percentage"]) - quietShare;
      // Not for a number that is none.
      if (above > excess()) [told, since] = [above, now()];
    },
    gapMs: () => excess() * gapMsPerShare,
  };
}
