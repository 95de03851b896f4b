import type { Clock } from "../../../http/clock.ts";
import { allowanceOf } from "./allowance.ts";

/** Slows down by what answers say is left of the limit, before the target turns requests away. */
export type Foresight = {
  /**
   * Takes note of an answer; returns how long there is nothing left. `underWay`: requests that are not
   * answered yet, of which the answer may not know.
   */
  heed(headers: Readonly<Record<string, string>>, underWay: number): number;
  /** How far apart requests have to be now. */
  gapMs(): number;
};

/** Only the rest of a limit is spread over its time: most cycles never get that far. */
const scarceShare = 0.1;
/** What is left of an hour's or a day's limit is not spread: it would make a short cycle take that long. */
const longestMs = 60_000;

export function createForesight(clock: Clock): Foresight {
  let gap = 0;
  let until = 0;
  /** "Nothing left" was waited out in vain: this target always says so. */
  let lies = false;
  let restedUntil: number | null = null;

  function heed(headers: Readonly<Record<string, string>>, underWay: number): number {
    if (lies) return 0;
    const allowance = allowanceOf(headers, Date.now);
    if (allowance === null) return 0;
    const { left, limit, resetMs } = allowance;
    if (resetMs === 0 || resetMs > longestMs) return 0;
    const now = clock.now();
    if (left === 0) {
      if (restedUntil !== null && now >= restedUntil) lies = true;
      restedUntil ??= now + resetMs;
      return lies ? 0 : resetMs;
    }
    restedUntil = null;
    if (limit === null || left > limit * scarceShare) return 0;
    // An older answer that comes late knows less.
    const wanted = resetMs / Math.max(1, left - underWay);
    if (now >= until || wanted > gap) [gap, until] = [wanted, now + resetMs];
    return 0;
  }

  return { heed, gapMs: () => (gap > 0 && clock.now() < until ? gap : 0) };
}
