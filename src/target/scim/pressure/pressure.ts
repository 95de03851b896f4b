import type { Clock } from "../../../http/clock.ts";
import type { HttpResponse } from "../../../http/message.ts";
import { createRateLimiter } from "../../../http/rate-limiter.ts";
import { retryAfterMs } from "../../../http/retry.ts";
import { TransportError } from "../../../http/transport-error.ts";
import { createConcurrencyLimit } from "./concurrency-limit.ts";
import { createForesight } from "./foresight.ts";
import { createLearnedRate } from "./learned-rate.ts";
import { createSlots } from "./slots.ts";

/** Holds everything that goes to one target together. */
export type Pressure = {
  /**
   * Sends when it is this request's turn, and learns from what comes back. `kind` tells requests apart that
   * take different times.
   */
  send(
    exchange: () => Promise<HttpResponse>,
    options: { readonly kind: string; readonly signal: AbortSignal },
  ): Promise<Felt>;
};

type Felt = {
  readonly response: HttpResponse;
  /**
   * For how long the target asks to be left alone; null where it does not. All requests keep it, if it is not
   * longer than `longestQuietMs`.
   */
  readonly quietMs: number | null;
};

export type PressureOptions = {
  /** As configured: both are never exceeded. */
  readonly perSecond: number;
  readonly concurrency: number;
  readonly clock: Clock;
};

/** Longer quiet than this is for the next cycle to keep. */
export const longestQuietMs = 5 * 60_000;
const firstQuietMs = 1000;
const longestOwnQuietMs = 60_000;

export function createPressure({ perSecond, concurrency, clock }: PressureOptions): Pressure {
  const rate = createLearnedRate(perSecond, clock);
  const limit = createConcurrencyLimit(concurrency, clock);
  const slots = createSlots(() => limit.current);
  const foresight = createForesight(clock);
  const limiter = createRateLimiter({
    perSecond: () => rate.perSecond(),
    gapMs: () => foresight.gapMs(),
    clock,
  });
  /** Refusals since the last request that was dealt with. */
  let refusals = 0;
  let quietSince = Number.NEGATIVE_INFINITY;
  let underWay = 0;

  async function send(
    exchange: () => Promise<HttpResponse>,
    { kind, signal }: { kind: string; signal: AbortSignal },
  ): Promise<Felt> {
    await slots.take(signal);
    try {
      await limiter.take(signal);
      const sentAt = clock.now();
      underWay += 1;
      try {
        const response = await exchange();
        return { response, quietMs: learn(response, { kind, sentAt }) };
      } catch (error) {
        if (error instanceof TransportError && error.sent) limit.failed(sentAt);
        throw error;
      } finally {
        underWay -= 1;
      }
    } finally {
      slots.give();
    }
  }

  function learn(response: HttpResponse, { kind, sentAt }: { kind: string; sentAt: number }): number | null {
    const { status, headers } = response;
    const askedMs = status < 400 ? null : retryAfterMs(headers, new Date());
    const wantsQuiet = status === 429 || (askedMs !== null && quietStatuses.has(status));
    if (wantsQuiet) return beQuiet(askedMs, { tooMany: status === 429, sentAt });
    if (status >= 500 && status !== 501) {
      limit.failed(sentAt);
      return null;
    }
    if (sentAt >= quietSince) refusals = 0;
    rate.taken();
    limit.answered(kind, sentAt);
    const restMs = foresight.heed(headers, underWay);
    if (restMs > 0) limiter.pause(restMs);
    return null;
  }

  function beQuiet(askedMs: number | null, about: { tooMany: boolean; sentAt: number }): number {
    // Of all that were under way together one speaks for the others.
    const isNew = about.sentAt >= quietSince;
    if (isNew) {
      refusals += 1;
      quietSince = clock.now();
    }
    const quietMs = quietFor(askedMs, refusals);
    if (isNew && about.tooMany) rate.refused(quietMs);
    if (isNew && !about.tooMany) limit.failed(about.sentAt);
    if (quietMs <= longestQuietMs) limiter.pause(quietMs);
    return quietMs;
  }

  return { send };
}

/** 503 with `Retry-After` by RFC 9110 section 10.2.3; others say it, too. */
const quietStatuses: ReadonlySet<number> = new Set([408, 423, 425, 502, 503, 504]);

/** Who says "at once" again and again is not taken at his word. */
function quietFor(askedMs: number | null, refusals: number): number {
  const own = Math.min(longestOwnQuietMs, firstQuietMs * 2 ** Math.max(0, refusals - 1));
  if (askedMs === null) return own;
  return refusals > 1 ? Math.max(askedMs, own) : askedMs;
}
