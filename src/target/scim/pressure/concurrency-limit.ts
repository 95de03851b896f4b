import type { Clock } from "../../../http/clock.ts";

/** How many requests a target gets at the same time: never more than configured, fewer when it suffers. */
export type ConcurrencyLimit = {
  readonly current: number;
  /** It answered. `kind` tells requests apart that take different times. */
  answered(kind: string, sentAt: number): void;
  /** It failed, or gave no answer. */
  failed(sentAt: number): void;
};

/** What is left after a failure, and when answers get slow. */
const afterFailure = 0.5;
const afterSlowness = 0.8;
/** Slow: this many times what is usual, and so much longer that it is no noise. */
const slowFactor = 3;
const slowMs = 250;

type Pace = {
  /** The mean of the last few answers. */
  recent: number;
  /** What an answer takes that nothing of ours holds up. */
  usual: number;
};

/**
 * Additive increase, multiplicative decrease, as in TCP: a good answer adds its share of one, so a full round
 * of them adds one; a failure halves, slowness takes a fifth. What was sent before the last decrease does not
 * count again: it suffered from the same thing. What is slow although it is alone is slow by nature, and
 * usual from then on.
 */
export function createConcurrencyLimit(most: number, clock: Clock): ConcurrencyLimit {
  const paces = new Map<string, Pace>();
  let limit = most;
  let cutAt = Number.NEGATIVE_INFINITY;

  function cut(share: number, sentAt: number): void {
    if (sentAt < cutAt) return;
    limit = Math.max(1, limit * share);
    cutAt = clock.now();
  }

  function answered(kind: string, sentAt: number): void {
    const ms = clock.now() - sentAt;
    const pace = paces.get(kind);
    if (pace === undefined) {
      paces.set(kind, { recent: ms, usual: ms });
      return;
    }
    pace.recent += (ms - pace.recent) / 4;
    pace.usual += (ms - pace.usual) / (ms < pace.usual || limit === 1 ? 4 : 1000);
    if (pace.recent > slowFactor * pace.usual + slowMs) cut(afterSlowness, sentAt);
    else if (limit < most) limit = Math.min(most, limit + 1 / limit);
  }

  return {
    get current() {
      return Math.floor(limit);
    },
    answered,
    failed: (sentAt) => cut(afterFailure, sentAt),
  };
}
