import type { Moment } from "./moment.ts";

/** Years, months, days, weeks, hours, minutes and seconds, as Visual Basic spells them. */
export const intervals = ["yyyy", "m", "d", "ww", "h", "n", "s"] as const;
type Interval = (typeof intervals)[number];

const second = 1_000;
const day = 86_400 * second;
const lengths = { d: day, ww: 7 * day, h: 3_600 * second, n: 60 * second, s: second };

/** Months and years keep the day of the month, or end at the month's last. */
export function addTo(moment: Moment, interval: Interval, count: number): Moment {
  if (interval === "yyyy") return addMonths(moment, 12 * count);
  if (interval === "m") return addMonths(moment, count);
  return moment + count * lengths[interval];
}

/** Years and months by the calendar, weeks by their Sundays, the rest by whole elapsed units. */
export function difference(interval: Interval, from: Moment, to: Moment): number {
  if (interval === "yyyy") return new Date(to).getUTCFullYear() - new Date(from).getUTCFullYear();
  if (interval === "m") return monthOf(to) - monthOf(from);
  if (interval === "ww") return (sundayOf(to) - sundayOf(from)) / 7;
  return Math.trunc((to - from) / lengths[interval]) + 0;
}

function addMonths(moment: Moment, count: number): Moment {
  const date = new Date(moment);
  const dayOfMonth = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count);
  const last = new Date(date);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return date.setUTCDate(Math.min(dayOfMonth, last.getUTCDate()));
}

function monthOf(moment: Moment): number {
  const date = new Date(moment);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The Sunday on or before it, in days since 1970. */
function sundayOf(moment: Moment): number {
  return Math.floor(moment / day) - new Date(moment).getUTCDay();
}
