import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import type { EntraSourceConfig } from "../../../src/config/config.ts";
import { createHttpClient } from "../../../src/http/client.ts";
import { StopError } from "../../../src/rules/stop-error.ts";
import { createSubscriptions } from "../../../src/source/graph/subscriptions.ts";
import type { Subscriptions } from "../../../src/source/subscriptions.ts";
import { listenForNotes } from "../../sandbox/endpoint.ts";
import { configOf, startTenant } from "./tenant.ts";

const { signal } = new AbortController();
const dayMs = 24 * 60 * 60_000;
const permissions = ["User.Read.All", "Group.Read.All"];

const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());
const endpoint = await listenForNotes();
after(async () => await endpoint[Symbol.asyncDispose]());

function open({
  url = endpoint.url,
  ...config
}: Partial<EntraSourceConfig> & { url?: string } = {}): Subscriptions {
  const http = createHttpClient({ proxy: null, ca: tenant.sandbox.caPem, connections: 1 });
  const subscriptions = createSubscriptions({
    config: { ...configOf(tenant.sandbox), ...config },
    http,
    url,
  });
  after(async () => await subscriptions[Symbol.asyncDispose]());
  return subscriptions;
}

const subscriptions = open();

type Kept = {
  readonly id: string;
  readonly resource: string;
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string;
  readonly changeType: string;
  readonly clientState: string;
  readonly expires: number;
};

async function kept(): Promise<readonly Kept[]> {
  return ((await tenant.sandbox.control("subscriptions")) as { subscriptions: readonly Kept[] })
    .subscriptions;
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * dayMs);
}

async function refusal(work: Promise<unknown>): Promise<StopError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof StopError, String(error));
    return error;
  }
  assert.fail("it was not refused");
}

/** How often Graph was asked to make a subscription. */
async function creations(): Promise<number> {
  const journal = (await tenant.sandbox.control("journal?side=graph")) as readonly {
    method: string;
    path: string;
  }[];
  return journal.filter(({ method, path }) => method === "POST" && path.endsWith("/subscriptions")).length;
}

beforeEach(async () => {
  await tenant.calm();
  await tenant.change({ kind: "settings", settings: { permissions } });
  for (const { id } of await kept()) await subscriptions.remove({ id, watched: "users" }, { signal });
  endpoint.proof = undefined;
});

test("create() subscribes to changes, deletions and lifecycle events with a secret of its own", async () => {
  const users = await subscriptions.create("users", { until: inDays(3), signal });
  const groups = await subscriptions.create("groups", { until: inDays(3), signal });
  const [first, second, ...more] = await kept();
  assert.deepEqual(more, []);
  assert.deepEqual([first?.resource, second?.resource], ["users", "groups"]);
  assert.deepEqual([first?.clientState, second?.clientState], [users.clientState, groups.clientState]);
  assert.match(users.clientState, /^[\w-]{43}$/);
  assert.notEqual(users.clientState, groups.clientState);
  assert.equal(first?.changeType, "updated,deleted");
  assert.equal(first?.lifecycleNotificationUrl, endpoint.url);
  assert.ok(Math.abs(users.expires.getTime() - inDays(3).getTime()) < 60_000);
});

test("what the directory sends names the subscription, the tenant and the secret", async () => {
  const { id, clientState } = await subscriptions.create("users", { until: inDays(3), signal });
  const before = endpoint.notes.length;
  await tenant.change({ kind: "createUser", id: "grace", properties: { displayName: "Grace" } });
  await endpoint.until(before + 1);
  const { value } = endpoint.notes[before] as { value: readonly Record<string, unknown>[] };
  assert.equal(value[0]?.["subscriptionId"], id);
  assert.equal(value[0]["clientState"], clientState);
  assert.equal(value[0]["tenantId"], subscriptions.tenantId);
});

test("create() replaces what its URL had on the same, and nothing else", async () => {
  const groups = await subscriptions.create("groups", { until: inDays(3), signal });
  await subscriptions.create("users", { until: inDays(3), signal });
  const users = await subscriptions.create("users", { until: inDays(3), signal });
  const ids = (await kept()).map(({ id }) => id);
  assert.deepEqual(ids.toSorted(), [groups.id, users.id].toSorted());
});

test("create() is not repeated after a lost answer: the next one looks first, and one subscription is left", async () => {
  await tenant.fault({ graph: [{ kind: "resetAfter", method: "POST", path: "/subscriptions", times: 1 }] });
  const before = await creations();
  const error = await refusal(subscriptions.create("users", { until: inDays(3), signal }));
  assert.equal(error.code, "unreachable");
  assert.equal(await creations(), before + 1);
  assert.equal((await kept()).length, 1);
  const { id } = await subscriptions.create("users", { until: inDays(3), signal });
  assert.deepEqual(
    (await kept()).map((each) => each.id),
    [id],
  );
});

test("create() is not repeated after an answer that says nothing of what was done", async () => {
  await tenant.fault({ graph: [{ kind: "status", status: 504, method: "POST", times: 1 }] });
  const before = await creations();
  const error = await refusal(subscriptions.create("users", { until: inDays(3), signal }));
  assert.equal(error.code, "unreachable");
  assert.equal(await creations(), before + 1);
});

test("create() makes nothing as long as what is there cannot be listed", async () => {
  await tenant.fault({ graph: [{ kind: "status", status: 503, method: "GET", path: "/subscriptions" }] });
  const before = await creations();
  await refusal(subscriptions.create("users", { until: inDays(3), signal }));
  assert.equal(await creations(), before);
});

test("subscribing to groups needs more than reading them, and the cure says what", async () => {
  await tenant.change({
    kind: "settings",
    settings: { permissions: ["User.Read.All", "GroupMember.Read.All"] },
  });
  const error = await refusal(subscriptions.create("groups", { until: inDays(3), signal }));
  assert.equal(error.code, "permission");
  assert.match(error.message, /^Cannot subscribe to groups as Microsoft Graph answers 403/);
  assert.match(error.cure, /Group\.Read\.All/);
  await subscriptions.create("users", { until: inDays(3), signal });
});

test("an endpoint that does not prove itself is named in the cure", async () => {
  endpoint.proof = { status: 404 };
  const error = await refusal(subscriptions.create("users", { until: inDays(3), signal }));
  assert.match(error.message, /^Cannot subscribe to users as Microsoft Graph answers 400 .*[Vv]alidation/);
  assert.ok(error.cure.includes(endpoint.url), error.cure);
  assert.deepEqual(await kept(), []);
});

test("a subscription of another program with the same app registration is left alone, and is in the cure", async () => {
  const other = open({ url: endpoint.url.replace(/notes$/, "other") });
  const theirs = await other.create("users", { until: inDays(3), signal });
  const error = await refusal(subscriptions.create("users", { until: inDays(3), signal }));
  assert.match(error.message, /answers 409 /);
  assert.match(error.cure, /a registration of its own$/);
  assert.deepEqual(
    (await kept()).map(({ id }) => id),
    [theirs.id],
  );
});

test("renew() moves the end of a subscription, and says when there is none", async () => {
  const made = await subscriptions.create("users", { until: inDays(1), signal });
  const expires = await subscriptions.renew(made, { until: inDays(3), signal });
  assert.ok(expires !== null && Math.abs(expires.getTime() - inDays(3).getTime()) < 60_000);
  assert.ok(((await kept())[0]?.expires ?? 0) > inDays(2).getTime());
  await subscriptions.remove(made, { signal });
  assert.equal(await subscriptions.renew(made, { until: inDays(3), signal }), null);
});

test("renew() does not take a 404 of something on the way for the end of a subscription", async () => {
  const made = await subscriptions.create("users", { until: inDays(3), signal });
  await tenant.fault({ graph: [{ kind: "html", status: 404, method: "PATCH", times: 1 }] });
  await refusal(subscriptions.renew(made, { until: inDays(3), signal }));
});

test("remove() of a subscription that is gone is done already", async () => {
  const made = await subscriptions.create("users", { until: inDays(3), signal });
  await subscriptions.remove(made, { signal });
  await subscriptions.remove(made, { signal });
  assert.deepEqual(await kept(), []);
});

test("renew() and remove() name the permission of what is watched", async () => {
  const groups = await subscriptions.create("groups", { until: inDays(3), signal });
  const users = await subscriptions.create("users", { until: inDays(3), signal });
  for (const [made, permission] of [
    [groups, "Group.Read.All"],
    [users, "User.Read.All"],
  ] as const) {
    await tenant.fault({ graph: [{ kind: "status", status: 403, path: `/subscriptions/${made.id}` }] });
    const renewing = subscriptions.renew(made, { until: inDays(3), signal });
    for (const { cure } of [await refusal(renewing), await refusal(subscriptions.remove(made, { signal }))]) {
      assert.ok(cure.includes(` ${permission} `), cure);
    }
  }
});

test("a tenant that is configured by a name has no id to compare with", () => {
  assert.equal(open({ tenantId: "contoso.onmicrosoft.com" }).tenantId, null);
  assert.equal(subscriptions.tenantId, tenant.sandbox.tenantId);
});
