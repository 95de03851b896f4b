import { readMoment } from "../../expression/date/moment.ts";
import type { Value } from "../../expression/value.ts";
import type { DateLimit } from "./date-limit.ts";
import { shown } from "./value-text.ts";

/** Why a value tells nothing, as the end of a sentence: `is "soon", which is no date`. */
export type Unknown = { readonly unknown: string };

/** Whether a value passes. */
export type ValueTest = (value: Value, now: Date) => boolean | Unknown;

/** One of the values has to pass. Nothing, and the empty text, do not. */
export function some(passes: (text: string) => boolean): ValueTest {
  return (value) =>
    typeof value === "string" ? value !== "" && passes(value) : texts(value).some((text) => passes(text));
}

/**
 * All of the values have to pass. Nothing, and the empty text, do not, by Entra's null rule; a list that is
 * known to be empty does.
 */
export function every(passes: (text: string) => boolean): ValueTest {
  return (value) => {
    const all = texts(value);
    if (all.length === 0) return isKnownEmpty(value);
    return all.every((text) => passes(text));
  };
}

/** One of the values has to be a date that passes; a text that is no date tells nothing. */
export function someDate(limit: DateLimit, passes: (difference: number) => boolean): ValueTest {
  return (value, now) => {
    const all = texts(value);
    const moments = all.map(readMoment);
    const end = limit.at(now);
    if (moments.some((moment) => moment !== null && passes(moment - end))) return true;
    const wrong = all[moments.indexOf(null)];
    return wrong === undefined ? false : { unknown: `${shown(wrong)}, which is no date` };
  };
}

/** The values there are. */
export function texts(value: Value): readonly string[] {
  if (value === null) return [];
  return (typeof value === "string" ? [value] : value).filter((text) => text !== "");
}

function isKnownEmpty(value: Value): boolean {
  return value !== null && typeof value !== "string" && value.length === 0;
}
