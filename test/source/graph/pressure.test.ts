import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpRequest } from "../../../src/http/message.ts";
import { StopError } from "../../../src/rules/stop-error.ts";
import type { Wait } from "../../../src/source/source.ts";
import { batchGet } from "../../../src/source/graph/batch.ts";
import { createPace } from "../../../src/source/graph/pace.ts";
import { cyclePatience, persist, TransientAnswer } from "../../../src/source/graph/patience.ts";
import { pathsOf, type Scripted, scriptedGraph } from "./scripted-graph.ts";

const { signal } = new AbortController();
const asking = { signal, purpose: { action: "read the users", permission: "User.Read.All" } };

async function took(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work;
  return performance.now() - start;
}

for (const [what, retryAfter, atLeastMs] of [
  ["a decimal", "0.2", 199],
  ["nothing", "0", 0],
  ["a date that is past", "Sun, 01 Nov 2015 12:00:00 GMT", 0],
  ["no time at all", undefined, 370],
] as const) {
  test(`get() waits as Graph asks where Retry-After is ${what}`, async () => {
    const headers: Record<string, string> = retryAfter === undefined ? {} : { "retry-after": retryAfter };
    const { graph, sent } = scriptedGraph((_, number) => (number === 1 ? { status: 429, headers } : {}));
    const ms = await took(graph.get("/users", { signal }));
    assert.ok(ms >= atLeastMs && ms < atLeastMs + 300, `took ${ms} ms`);
    assert.equal(sent.length, 2);
  });
}

test("get() waits until the date that Retry-After names", async () => {
  const until = Math.ceil(Date.now() / 1000) * 1000 + 1000;
  const headers = { "retry-after": new Date(until).toUTCString() };
  const { graph } = scriptedGraph((_, number) => (number === 1 ? { status: 503, headers } : {}));
  await graph.get("/users", { signal });
  assert.ok(Date.now() >= until - 1);
});

test("Retry-After of one answer holds up all requests", async () => {
  const times: number[] = [];
  const { graph } = scriptedGraph((_, number) => {
    times.push(performance.now());
    return number === 1 ? { status: 429, headers: { "retry-after": "0.25" } } : {};
  });
  const first = graph.get("/users", { signal });
  while (times.length === 0) await new Promise(setImmediate);
  await new Promise(setImmediate);
  await Promise.all([first, graph.get("/groups", { signal }), graph.get("/users/1", { signal })]);
  const [refused = 0, ...later] = times;
  assert.equal(later.length, 3);
  assert.ok(later.every((time) => time - refused >= 249));
});

test("get() hands on the last answer when its patience ends", async () => {
  const patience = { askedMs: 60, faultMs: 60 };
  for (const scripted of [{ status: 429, headers: { "retry-after": "0.05" } }, { status: 504 }]) {
    const { graph } = scriptedGraph(() => scripted, { patience });
    assert.equal((await graph.get("/users", { signal })).status, scripted.status);
  }
});

test("get() gives up at once where Graph asks for more patience than there is", async () => {
  const headers = { "retry-after": "7200" };
  const { graph, sent } = scriptedGraph((_, number) => (number === 1 ? { status: 429, headers } : {}));
  assert.equal((await graph.get("/users", { signal })).status, 429);
  assert.equal(sent.length, 1);
  assert.ok((await took(graph.get("/users", { signal }))) < 1000, "nobody else rests for it");
});

test("a wait that lasts is told, and once, however many requests share it", async () => {
  const told: Wait[] = [];
  const headers = { "retry-after": "60" };
  const controller = new AbortController();
  const { graph, sent } = scriptedGraph(() => ({ status: 429, headers }), {
    onWait: (wait) => told.push(wait),
  });
  const requests = [1, 2].map((id) => graph.get(`/users/${id}`, { signal: controller.signal }));
  while (sent.length < 2 || told.length === 0) await new Promise(setImmediate);
  await new Promise(setImmediate);
  controller.abort(new Error("enough"));
  for (const request of requests) await assert.rejects(request, /enough/);
  assert.deepEqual(told, [{ reason: "Microsoft Graph asks for patience", ms: 60_000 }]);
});

test("a wait after a failure does not say that Graph asks for it", async () => {
  const told: Wait[] = [];
  const failed = new TransientAnswer({ asked: false, waitMs: null });
  let tries = 0;
  async function attempt(): Promise<void> {
    tries += 1;
    await (tries === 1 ? Promise.reject(failed) : Promise.resolve());
  }
  const pressure = {
    pace: createPace(),
    patience: cyclePatience,
    answered: true,
    onWait: (wait: Wait) => told.push(wait),
  };
  await persist(attempt, pressure, { signal });
  assert.deepEqual(
    told.map(({ reason }) => reason),
    ["Microsoft Graph fails to answer"],
  );
});

test("every wait ends with the signal's reason", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  const headers = { "retry-after": "60" };
  const { graph, sent } = scriptedGraph(() => ({ status: 429, headers }));
  const own = graph.get("/users", { signal: controller.signal });
  while (sent.length === 0) await new Promise(setImmediate);
  const others = [1, 2, 3].map((id) => graph.get(`/users/${id}`, { signal: controller.signal }));
  const items = batchGet(graph, ["/users/1"], { ...asking, signal: controller.signal });
  controller.abort(reason);
  for (const request of [own, ...others, items]) await assert.rejects(request, (error) => error === reason);
});

test("requests slow down before Graph turns them away", async () => {
  const headers = { "x-ms-throttle-limit-percentage": "0.9" };
  const { graph } = scriptedGraph(() => ({ headers }));
  await graph.get("/users", { signal });
  const five = Promise.all([1, 2, 3, 4, 5].map((id) => graph.get(`/users/${id}`, { signal })));
  assert.ok((await took(five)) >= 195);
});

test("get() sends headers of its own beside those that all requests have", async () => {
  const headers = { Prefer: "return=minimal", accept: "text/plain" };
  const { graph, sent } = scriptedGraph(() => ({
    status: 410,
    headers: { location: "https://graph.example.com/v1.0/users/delta?$deltatoken=" },
  }));
  const answer = await graph.get("/users/delta", { signal, headers });
  assert.equal(answer.headers["location"], "https://graph.example.com/v1.0/users/delta?$deltatoken=");
  const [request] = sent;
  assert.equal(request?.headers["prefer"], "return=minimal");
  assert.equal(request?.headers["accept"], "text/plain");
  assert.equal(request?.headers["authorization"], "Bearer token");
  assert.equal(request?.headers["x-ms-throttle-priority"], "low");
  await graph.get("/users", { signal });
  assert.equal(sent[1]?.headers["accept"], "application/json");
  assert.equal(sent[1]?.headers["prefer"], undefined);
});

test("batchGet() waits for the most patient item and sends again only those that were turned away", async () => {
  const rounds: (readonly string[])[] = [];
  const { graph } = scriptedGraph((request, number) => {
    const asked = itemsOf(request);
    rounds.push(asked);
    if (number > 1) return batch(asked.map((id) => ({ id, status: 200, body: { id } })));
    return batch([
      { id: "3", status: 429, headers: { "Retry-After": 0.249 } },
      { id: "2", status: 429, headers: { "retry-after": "0" } },
      { id: "1", status: 404, body: { error: { code: "Request_ResourceNotFound" } } },
      { id: "0", status: 200, body: { id: "0" } },
    ]);
  });
  const urls = [0, 1, 2, 3, 4].map((id) => `/users/${id}`);
  const start = performance.now();
  const answers = await batchGet(graph, urls, asking);
  const ms = performance.now() - start;
  assert.ok(ms >= 248 && ms < 800, `took ${ms} ms`);
  assert.deepEqual(rounds, [
    ["0", "1", "2", "3", "4"],
    ["2", "3", "4"],
  ]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 404, 200, 200, 200],
  );
});

test("batchGet() stops with what Graph said last when its patience ends", async () => {
  const { graph } = scriptedGraph(
    (request) => batch(itemsOf(request).map((id) => ({ id, status: 503, headers: {} }))),
    { patience: { faultMs: 60 } },
  );
  await assert.rejects(batchGet(graph, ["/users/0"], asking), (error) => {
    assert.ok(error instanceof StopError);
    assert.equal(error.code, "unreachable");
    assert.match(error.message, /^Cannot read the users as Microsoft Graph answers 503/);
    return true;
  });
});

test("batchGet() asks 20 at once and gives the answers in the order asked", async () => {
  const { graph, sent } = scriptedGraph((request) =>
    batch(
      itemsOf(request)
        .map((id, index) => ({ id, status: 200, body: urlOf(request, index) }))
        .toReversed(),
    ),
  );
  const urls = Array.from({ length: 45 }, (_, id) => `/users/${id}`);
  const answers = await batchGet(graph, urls, asking);
  assert.deepEqual(
    answers.map(({ body }) => body),
    urls,
  );
  assert.deepEqual(pathsOf(sent), ["/$batch", "/$batch", "/$batch"]);
});

type Requests = { readonly requests: readonly { readonly id: string; readonly url: string }[] };

function requestsOf({ body = "" }: HttpRequest): Requests["requests"] {
  return (JSON.parse(body) as Requests).requests;
}

function itemsOf(request: HttpRequest): readonly string[] {
  return requestsOf(request).map(({ id }) => id);
}

function urlOf(request: HttpRequest, index: number): string {
  return requestsOf(request)[index]?.url ?? "";
}

function batch(responses: readonly object[]): Scripted {
  return { body: { responses } };
}
