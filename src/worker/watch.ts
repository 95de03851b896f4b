import { createHash, timingSafeEqual } from "node:crypto";
import { StopError } from "../rules/stop-error.ts";
import type { ChangeNotification, Subscription, Subscriptions, Watchable } from "../source/subscriptions.ts";
import { watchable } from "../source/subscriptions.ts";
import type { Clock } from "./clock.ts";

export type WatchOptions = {
  readonly subscriptions: Subscriptions;
  /** Who reads the directory, for people. */
  readonly jobs: string;
  /** Something in the directory has changed, or may have. */
  readonly notice: () => void;
  /** Says how a subscription fares. */
  readonly report: (text: string) => void;
  readonly clock: Clock;
};

/** The subscriptions to one directory, for as long as a worker runs. */
export type Watch = {
  /** Takes a notification; false when it is none of this directory's. */
  receive(notification: ChangeNotification): boolean;
  /** Subscribes, and keeps subscribed until the signal comes. Never throws: without, the interval is left. */
  run(options: { signal: AbortSignal }): Promise<void>;
};

/**
 * How long a subscription is asked for, of the 29 days that Graph would give. It is renewed at half of that,
 * so that trouble of a day and a half does not end it, and one that a killed process left ends soon.
 */
const lifetimeMs = 3 * 24 * 60 * 60_000;
const firstRetryMs = 60_000;
const longestRetryMs = 60 * 60_000;
/** How long a worker that ends takes for its subscriptions; what it leaves, the next one removes. */
const farewellMs = 5_000;

export function createWatch(options: WatchOptions): Watch {
  const keepers = watchable.map((watched) => createKeeper(watched, options));
  return {
    receive: (notification) => keepers.some((keeper) => keeper.receive(notification)),
    run: async ({ signal }) => {
      await Promise.all(keepers.map((keeper) => keeper.run({ signal })));
    },
  };
}

/** One subscription: made, renewed in time, made anew when it is lost, and removed in the end. */
function createKeeper(watched: Watchable, options: WatchOptions): Watch {
  const { subscriptions, jobs, notice, report, clock } = options;
  const effect = `\n  Until then, changes to ${watched} wait for the job's interval.`;
  let held: Subscription | null = null;
  let wake = new AbortController();

  function receive({ subscriptionId, clientState, tenantId, lifecycleEvent }: ChangeNotification): boolean {
    if (held === null || subscriptionId !== held.id || !isSame(clientState, held.clientState)) return false;
    if (subscriptions.tenantId !== null && tenantId?.toLowerCase() !== subscriptions.tenantId) return false;
    if (lifecycleEvent === "subscriptionRemoved") held = null;
    if (lifecycleEvent === null || lifecycleEvent === "missed") notice();
    else wake.abort();
    return true;
  }

  async function subscribe(signal: AbortSignal): Promise<Subscription> {
    const made = await subscriptions.create(watched, { until: inOneLifetime(), signal });
    report(`${jobs}: Microsoft Graph tells of changes to ${watched}.`);
    // Nobody was told of what changed before.
    notice();
    return made;
  }

  /** Null: it is not there any more. */
  async function renew(old: Subscription, signal: AbortSignal): Promise<Subscription | null> {
    const expires = await subscriptions.renew(old, { until: inOneLifetime(), signal });
    return expires === null || held !== old ? null : { ...old, expires };
  }

  async function keep(signal: AbortSignal): Promise<Subscription> {
    held &&= await renew(held, signal);
    return (held ??= await subscribe(signal));
  }

  async function run({ signal }: { signal: AbortSignal }): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      wake = new AbortController();
      let ms: number;
      try {
        const { expires } = await keep(signal);
        failures = 0;
        ms = Math.max(firstRetryMs, (expires.getTime() - clock.now().getTime()) / 2);
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        // Once in a row of failures: what does not come right by itself needs somebody, and not every hour.
        if (failures === 1) report(`warning: ${jobs}: ${tellFailure(error)}${held === null ? effect : ""}`);
        ms = Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
      }
      await clock.wait(ms, { signal: AbortSignal.any([signal, wake.signal]) });
    }
    await remove();
  }

  async function remove(): Promise<void> {
    if (held === null) return;
    const last = held;
    held = null;
    try {
      await subscriptions.remove(last, { signal: AbortSignal.timeout(farewellMs) });
    } catch {
      report(
        `${jobs}: The subscription to ${watched} is left behind: it ends by itself, or when a worker starts.`,
      );
    }
  }

  function inOneLifetime(): Date {
    return new Date(clock.now().getTime() + lifetimeMs);
  }

  return { receive, run };
}

function tellFailure(error: unknown): string {
  if (error instanceof StopError) return `${error.message}\n  cure: ${error.cure}`;
  return error instanceof Error ? error.message : String(error);
}

/** Takes the same time whatever differs. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
