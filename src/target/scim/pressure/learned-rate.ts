import type { Clock } from "../../../http/clock.ts";

/** How many requests a second a target takes: what is configured, or less where it turned some away. */
export type LearnedRate = {
  perSecond(): number;
  /** The target dealt with a request. */
  taken(): void;
  /** The target turned a request away as one too many, and is left alone for so long now. */
  refused(quietMs: number): void;
};

/** What is left of a rate that was refused, at the most. */
const caution = 0.9;
/**
 * A learned rate grows back to the configured one, and ever faster as long as nothing is refused: by a tenth
 * in 20 seconds, to twice in one minute, to twenty times in two.
 */
const growth = 0.0002;
/** One request in five seconds is asked for in any case. */
const lowest = 0.2;
/** Fewer requests than this say nothing about a rate. */
const telling = 4;
const secondMs = 1000;
/** Limits are counted over a minute at the most, as a rule. */
const remembered = 60;

type Stretch = { readonly begin: number; taken: number };

/**
 * Every limit has the form "so many in so long". If n requests went through since some moment before the
 * refusal, then n is allowed in the time from there to the end of the quiet that was asked for; that is true
 * of windows that slide or tick and of buckets alike. From which moment on the target counts is not known, so
 * each second of the last minute is tried, and the best rate counts: too high a guess is corrected by the
 * next refusal, each of which costs a few requests.
 */
export function createLearnedRate(configured: number, clock: Clock): LearnedRate {
  let rate = configured;
  let setAt = 0;
  /** Newest first. */
  let stretches: Stretch[] = [];

  function perSecond(): number {
    if (rate === configured) return rate;
    const seconds = Math.max(0, clock.now() - setAt) / secondMs;
    const grown = rate * Math.exp(growth * seconds ** 2);
    if (grown >= configured) rate = configured;
    return Math.min(grown, configured);
  }

  function taken(): void {
    const now = clock.now();
    const [current] = stretches;
    if (current !== undefined && now - current.begin < secondMs) {
      current.taken += 1;
      return;
    }
    stretches.unshift({ begin: now, taken: 1 });
    if (stretches.length > remembered) stretches.pop();
  }

  function refused(quietMs: number): void {
    const end = clock.now() + quietMs;
    const tried = perSecond();
    rate = Math.max(lowest, Math.min(caution * tried, allowed(end) ?? tried / 2));
    setAt = end;
    stretches = [];
  }

  /** The best rate by which as much went through as did; null where too little did. */
  function allowed(end: number): number | null {
    let sum = 0;
    let best = 0;
    for (const { begin, taken: count } of stretches) {
      sum += count;
      if (end > begin) best = Math.max(best, (sum * secondMs) / (end - begin));
    }
    return sum < telling ? null : best;
  }

  return { perSecond, taken, refused };
}
