import { addTo } from "../../expression/date/intervals.ts";
import { type Moment, readMoment } from "../../expression/date/moment.ts";

/** What BEFORE and AFTER compare with. */
export type DateLimit = {
  /** True: it moves with the clock. */
  readonly isRelative: boolean;
  readonly at: (now: Date) => Moment;
};

const units = new Map([
  ["h", "h"],
  ["d", "d"],
  ["w", "ww"],
  ["mo", "m"],
  ["y", "yyyy"],
] as const);
const relative = /^now(?:\s*([+-])\s*(\d{1,4})\s*([a-z]{1,2}))?$/i;

/**
 * Reads an ISO date or time (UTC where it has no offset), or `now`, `now-30d`, `now+2w`, `now-6h`, `now+3mo`,
 * `now-1y`. Null for anything else.
 */
export function readDateLimit(written: string): DateLimit | null {
  const text = written.trim();
  const [matched, sign = "+", amount = "0", letters = "d"] = relative.exec(text) ?? [];
  if (matched !== undefined) {
    const unit = [...units].find(([name]) => name === letters.toLowerCase())?.[1];
    const count = Number(sign + amount);
    return unit === undefined ? null : { isRelative: true, at: (now) => addTo(now.getTime(), unit, count) };
  }
  // Another spelling leaves open which number is the month.
  const moment = /^\d{4}-/.test(text) ? readMoment(text) : null;
  return moment === null ? null : { isRelative: false, at: () => moment };
}
