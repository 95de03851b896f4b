import { httpDate } from "../../../http/retry.ts";

/** What a target says is left of its limit, and for how long that has to do. */
export type Allowance = { readonly left: number; readonly limit: number | null; readonly resetMs: number };

type Headers = Readonly<Record<string, string>>;

/**
 * Reads `RateLimit` and its parts in the forms of the IETF's drafts (`limit=100, remaining=5, reset=3` and
 * `"default";r=5;t=3`), and the older `X-RateLimit-*`; null where nothing usable is said. `now`, in
 * milliseconds since 1970, stands in for the `Date` of the answer.
 */
export function allowanceOf(headers: Headers, now: () => number): Allowance | null {
  const whole = headers["ratelimit"];
  if (whole !== undefined) {
    const left = /\b(?:remaining|r)\s*=\s*(\d+)/.exec(whole)?.[1];
    const reset = /\b(?:reset|t)\s*=\s*(\d+)/.exec(whole)?.[1];
    const limit = /\blimit\s*=\s*(\d+)/.exec(whole)?.[1] ?? /\bq\s*=\s*(\d+)/.exec(policy(headers))?.[1];
    return allowance({ left, reset, limit }, now());
  }
  for (const { left, reset, limit } of parts) {
    if (headers[left] === undefined) continue;
    const said = { left: headers[left], reset: headers[reset], limit: headers[limit] };
    return allowance(said, httpDate(headers["date"]) ?? now());
  }
  return null;
}

// Spelled out once: every answer is looked at for these.
const parts = ["ratelimit", "x-ratelimit", "x-rate-limit"].map((prefix) => ({
  left: `${prefix}-remaining`,
  reset: `${prefix}-reset`,
  limit: `${prefix}-limit`,
}));

function policy(headers: Headers): string {
  return headers["ratelimit-policy"] ?? "";
}

type Said = Readonly<Record<"left" | "reset" | "limit", string | undefined>>;

function allowance({ left, reset, limit }: Said, now: number): Allowance | null {
  const [known, until] = [numberOf(left), numberOf(reset)];
  if (known === null || until === null) return null;
  return { left: known, limit: numberOf(limit), resetMs: untilReset(until, now) };
}

/** Seconds from now; of large numbers, the seconds or milliseconds since 1970. */
function untilReset(reset: number, now: number): number {
  if (reset < 1e9) return reset * 1000;
  return Math.max(0, (reset < 1e12 ? reset * 1000 : reset) - now);
}

/** The first number: `100, 100;w=60` is a limit, too. */
function numberOf(text: string | undefined): number | null {
  const digits = /^\s*(\d+(?:\.\d+)?)/.exec(text ?? "")?.[1];
  return digits === undefined ? null : Number(digits);
}
