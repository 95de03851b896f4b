import { InvalidArgumentError } from "commander";
import { parseDuration } from "../config/shape/duration.ts";

/**
 * A point in time, given as its distance from now or as itself. The log goes by real time, so this does too.
 */
export function parseSince(text: string): Date {
  const ago = parseDuration(text);
  const isTime = /^\d{4}-\d{2}-\d{2}/.test(text);
  const time = ago === null ? new Date(isTime ? text : Number.NaN) : new Date(Date.now() - ago);
  if (Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError("It should be a duration such as 1h or 7d, or an ISO time.");
  }
  return time;
}
