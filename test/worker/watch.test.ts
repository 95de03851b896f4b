import assert from "node:assert/strict";
import { test } from "node:test";
import { StopError } from "../../src/rules/stop-error.ts";
import type {
  ChangeNotification,
  Subscription,
  Subscriptions,
  Watchable,
} from "../../src/source/subscriptions.ts";
import { createWatch, type Watch } from "../../src/worker/watch.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";

const minutes = 60_000;
const days = 24 * 60 * minutes;
const tenantId = "9b1d7f34-2c5e-4a86-8e0f-5d6c3b2a1f90";

/** What a watch does on a directory that keeps its subscriptions in memory. */
type Played = {
  readonly clock: FakeClock;
  readonly watch: Watch;
  /** `create users`, `renew users-1`, each with its minute. */
  readonly asked: readonly string[];
  readonly alive: Map<string, Subscription>;
  readonly reports: readonly string[];
  notices: number;
  /** Thrown by the next requests. */
  refusals: Error[];
  stop(): Promise<void>;
};

function play(t: { after: (end: () => unknown) => void }): Played {
  const clock = createFakeClock();
  const asked: string[] = [];
  const alive = new Map<string, Subscription>();
  const reports: string[] = [];
  const over = new AbortController();

  function ask(what: string): void {
    asked.push(`${what} at ${clock.elapsed / minutes}`);
    const refusal = played.refusals.shift();
    if (refusal !== undefined) throw refusal;
  }

  const subscriptions: Subscriptions = {
    tenantId,
    create(watched, { until }) {
      return attempt(() => {
        ask(`create ${watched}`);
        const id = `${watched}-${asked.length}`;
        const made = { id, watched, clientState: `secret of ${id}`, expires: until };
        alive.set(id, made);
        return made;
      });
    },
    renew({ id }, { until }) {
      return attempt(() => {
        ask(`renew ${id}`);
        return alive.has(id) ? until : null;
      });
    },
    remove({ id }) {
      return attempt(() => {
        ask(`remove ${id}`);
        alive.delete(id);
      });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const watch = createWatch({
    subscriptions,
    jobs: "people",
    clock,
    notice: () => (played.notices += 1),
    report: (text) => reports.push(text),
  });
  const running: { done?: Promise<void> } = {};
  const played: Played = {
    clock,
    watch,
    asked,
    alive,
    reports,
    notices: 0,
    refusals: [],
    async stop() {
      over.abort();
      await running.done;
    },
  };
  running.done = watch.run({ signal: over.signal });
  t.after(() => played.stop());
  return played;
}

async function attempt<T>(work: () => T): Promise<T> {
  await Promise.resolve();
  return work();
}

function subscriptionTo({ alive }: Played, watched: Watchable): Subscription {
  const found = alive.values().find(({ id }) => id.startsWith(watched));
  assert.ok(found !== undefined, `nothing tells of ${watched}`);
  return found;
}

/** What Graph sends about users, with something different about it. */
function notification(played: Played, change: Partial<ChangeNotification> = {}): ChangeNotification {
  const { id, clientState } = subscriptionTo(played, "users");
  return { subscriptionId: id, clientState, tenantId, lifecycleEvent: null, ...change };
}

test("a watch subscribes to users and groups, and takes that for a notice: nobody told what was before", async (t) => {
  const played = play(t);
  await played.clock.advance(0);
  assert.deepEqual(played.asked, ["create users at 0", "create groups at 0"]);
  assert.equal(played.notices, 2);
  assert.deepEqual(played.reports, [
    "people: Microsoft Graph tells of changes to users.",
    "people: Microsoft Graph tells of changes to groups.",
  ]);
});

test("a notification with its secret is a notice", async (t) => {
  const played = play(t);
  await played.clock.advance(0);
  assert.equal(played.watch.receive(notification(played)), true);
  assert.equal(played.watch.receive(notification(played, { tenantId: tenantId.toUpperCase() })), true);
  assert.equal(played.notices, 4);
});

for (const [what, change] of [
  ["another secret", { clientState: "guess" }],
  ["no secret", { clientState: "" }],
  ["the secret of another subscription", { clientState: "secret of groups-2" }],
  ["an unknown subscription", { subscriptionId: "users-9" }],
  ["another tenant", { tenantId: "11111111-0000-4000-8000-000000000001" }],
  ["no tenant", { tenantId: null }],
] as const) {
  test(`a notification with ${what} is ignored`, async (t) => {
    const played = play(t);
    await played.clock.advance(0);
    for (const lifecycleEvent of [
      null,
      "missed",
      "subscriptionRemoved",
      "reauthorizationRequired",
    ] as const) {
      assert.equal(played.watch.receive(notification(played, { lifecycleEvent, ...change })), false);
    }
    await played.clock.advance(1 * minutes);
    assert.equal(played.notices, 2);
    assert.equal(played.asked.length, 2);
  });
}

test("a subscription of three days is renewed after half of that, again and again", async (t) => {
  const played = play(t);
  await played.clock.advance(4 * days);
  const users = played.asked.filter((line) => line.includes("users"));
  assert.deepEqual(users, ["create users at 0", "renew users-1 at 2160", "renew users-1 at 4320"]);
  assert.equal(played.notices, 2);
});

test("a subscription that is gone at its renewal is made anew, and that is a notice", async (t) => {
  const played = play(t);
  await played.clock.advance(1 * days);
  played.alive.delete("users-1");
  await played.clock.advance(1 * days);
  assert.deepEqual(
    played.asked.filter((line) => line.includes("users")),
    ["create users at 0", "renew users-1 at 2160", "create users at 2160"],
  );
  assert.equal(played.notices, 3);
  assert.equal(played.watch.receive(notification(played)), true);
});

test("missed is a notice", async (t) => {
  const played = play(t);
  await played.clock.advance(0);
  assert.equal(played.watch.receive(notification(played, { lifecycleEvent: "missed" })), true);
  await played.clock.advance(1 * minutes);
  assert.equal(played.notices, 3);
  assert.equal(played.asked.length, 2);
});

test("subscriptionRemoved makes it anew at once, and that is a notice", async (t) => {
  const played = play(t);
  await played.clock.advance(5 * minutes);
  const lost = notification(played, { lifecycleEvent: "subscriptionRemoved" });
  played.alive.delete("users-1");
  assert.equal(played.watch.receive(lost), true);
  await played.clock.advance(0);
  assert.deepEqual(played.asked.slice(2), ["create users at 5"]);
  assert.equal(played.notices, 3);
  assert.equal(played.watch.receive(lost), false);
});

test("reauthorizationRequired renews at once", async (t) => {
  const played = play(t);
  await played.clock.advance(5 * minutes);
  assert.equal(
    played.watch.receive(notification(played, { lifecycleEvent: "reauthorizationRequired" })),
    true,
  );
  await played.clock.advance(0);
  assert.deepEqual(played.asked.slice(2), ["renew users-1 at 5"]);
});

test("a refusal is told once, tried again ever more seldom, and does not touch the other subscription", async (t) => {
  const played = play(t);
  const refusal = new StopError("permission", "Cannot subscribe to users as it is forbidden", {
    cure: "Ask.",
  });
  played.refusals = [refusal];
  await played.clock.advance(0);
  played.refusals = Array.from({ length: 8 }, () => refusal);
  await played.clock.advance(5 * 60 * minutes);
  assert.deepEqual(
    played.asked.filter((line) => line.includes("users")),
    [0, 1, 3, 7, 15, 31, 63, 123, 183, 243].map((minute) => `create users at ${minute}`),
  );
  assert.deepEqual(played.reports, [
    "people: Microsoft Graph tells of changes to groups.",
    "warning: people: Cannot subscribe to users as it is forbidden\n  cure: Ask.\n  Until then, changes to users wait for the job's interval.",
    "people: Microsoft Graph tells of changes to users.",
  ]);
});

test("a renewal that fails is tried again long before the subscription ends", async (t) => {
  const played = play(t);
  await played.clock.advance(1 * days);
  played.refusals = [new Error("no route"), new Error("no route")];
  await played.clock.advance(1 * days);
  assert.deepEqual(
    played.asked.filter((line) => line.startsWith("renew users")),
    ["renew users-1 at 2160", "renew users-1 at 2161"],
  );
  assert.equal(played.watch.receive(notification(played)), true);
  assert.deepEqual(played.reports.slice(2), ["warning: people: no route", "warning: people: no route"]);
});

test("the end removes both subscriptions, and takes nothing any more", async (t) => {
  const played = play(t);
  await played.clock.advance(1 * minutes);
  const late = notification(played);
  await played.stop();
  assert.equal(played.alive.size, 0);
  assert.equal(played.watch.receive(late), false);
});

test("the end says which subscription it could not remove", async (t) => {
  const played = play(t);
  await played.clock.advance(1 * minutes);
  played.refusals = [new Error("no route")];
  await played.stop();
  assert.match(played.reports.at(-1) ?? "", /^people: The subscription to users is left behind/);
  assert.deepEqual([...played.alive.keys()], ["users-1"]);
});
