import { backoffMs, retry, retryAfterMs } from "../../http/retry.ts";
import { TransportError } from "../../http/transport-error.ts";
import { StopError } from "../../rules/stop-error.ts";
import type { Wait } from "../source.ts";
import type { Pace } from "./pace.ts";

/** How long trouble with one request is waited out, from its beginning, before it fails a cycle. */
export type Patience = {
  /** Where Graph asks for patience. */
  readonly askedMs: number;
  /** Where there is no answer, or one that says nothing but that something went wrong. */
  readonly faultMs: number;
  /** Where there has never been an answer: the place is wrong, or the way to it. */
  readonly silenceMs: number;
};

/** A cycle slows down, it does not fail. */
export const cyclePatience: Patience = { askedMs: 30 * 60_000, faultMs: 5 * 60_000, silenceMs: 8000 };

/** Somebody sits and waits for what a check says. */
export const checkPatience: Patience = { askedMs: 10_000, faultMs: 10_000, silenceMs: 8000 };

/** What the requests to Graph have in common when it is busy. */
export type Pressure = {
  readonly pace: Pace;
  readonly patience: Patience;
  /** Graph has answered before. */
  readonly answered: boolean;
  /** Hears of every wait, however short. */
  readonly onWait: (wait: Wait) => void;
};

/** An answer that another try may better. */
export class TransientAnswer extends Error {
  override readonly name = "TransientAnswer";
  /** Graph asks for patience: all requests rest. */
  readonly asked: boolean;
  /** For how long; null where it does not say. */
  readonly waitMs: number | null;

  constructor({ asked, waitMs }: { asked: boolean; waitMs: number | null }) {
    super("The answer asks for another try");
    this.asked = asked;
    this.waitMs = waitMs;
  }
}

const transientStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Null for an answer that stays as it is. */
export function transientAnswer(answer: {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}): TransientAnswer | null {
  const { status, headers } = answer;
  if (!transientStatuses.has(status)) return null;
  const waitMs = retryAfterMs(headers, new Date());
  return new TransientAnswer({ asked: status === 429 || waitMs !== null, waitMs });
}

/** Repeats what other tries may better until patience ends; then throws the last error. */
export async function persist<T>(
  attempt: () => Promise<T>,
  pressure: Pressure,
  { signal }: { signal: AbortSignal },
): Promise<T> {
  const waitFor = createWaits(pressure, () => performance.now());
  function delayOf(error: Error): number | null {
    const waitMs = waitFor(error);
    if (waitMs === null) return null;
    const asked = error instanceof TransientAnswer && error.asked;
    if (asked) pressure.pace.pause(waitMs);
    pressure.onWait({
      reason: `Microsoft Graph ${asked ? "asks for patience" : "fails to answer"}`,
      ms: waitMs,
    });
    return waitMs;
  }
  return await retry(attempt, { signal, retries: Number.POSITIVE_INFINITY, delayOf });
}

/** Over before anybody wonders. */
const briefMs = 3000;

/** Tells of waits that last, and only once of one that many requests share. */
export function tellWaits(tell: (wait: Wait) => void, now: () => number): (wait: Wait) => void {
  let told = 0;
  return (wait) => {
    const end = now() + wait.ms;
    if (end - Math.max(told, now()) < briefMs) return;
    told = end;
    tell(wait);
  };
}

/** How long one request waits after each of its failures; null: no longer. */
export function createWaits(
  pressure: Pick<Pressure, "patience" | "answered">,
  now: () => number,
): (error: Error) => number | null {
  const { askedMs, faultMs, silenceMs } = pressure.patience;
  const all = { count: 0, since: 0 };
  /** Those in a row: whoever asks for patience is alive. */
  const faults = { count: 0, since: 0 };

  function count(trouble: typeof all): number {
    if (trouble.count === 0) trouble.since = now();
    trouble.count += 1;
    return trouble.count;
  }

  return (error) => {
    const tries = count(all);
    if (error instanceof TransientAnswer && error.asked) {
      faults.count = 0;
      const waitMs = askedWaitMs(error.waitMs, tries);
      return now() + waitMs - all.since >= askedMs ? null : waitMs;
    }
    if (!isFault(error)) return null;
    const waitMs = backoffMs(count(faults));
    const end = now() + waitMs;
    const heard = pressure.answered || error instanceof TransientAnswer;
    const over = end - faults.since >= (heard ? faultMs : silenceMs) || end - all.since >= askedMs;
    return over ? null : waitMs;
  };
}

/** Who says "at once" again and again is not taken at his word. */
function askedWaitMs(toldMs: number | null, tries: number): number {
  if (toldMs === null) return backoffMs(tries);
  return tries === 1 ? toldMs : Math.max(toldMs, backoffMs(tries));
}

function isFault(error: Error): boolean {
  if (error instanceof TransientAnswer) return true;
  if (error instanceof TransportError) return error.fault !== "certificate";
  // Of the token endpoint.
  return error instanceof StopError && error.code === "unreachable";
}
