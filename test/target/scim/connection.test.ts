import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpRequest, HttpResponse } from "../../../src/http/message.ts";
import { TransportError } from "../../../src/http/transport-error.ts";
import { StopError } from "../../../src/rules/stop-error.ts";
import { createConnection, type ScimRequest, type Sent } from "../../../src/target/scim/connection.ts";
import { createPressure } from "../../../src/target/scim/pressure/pressure.ts";
import { SimulatedClock } from "./pressure/simulated-clock.ts";

type Answer = Error | (Partial<HttpResponse> & { readonly status: number });

const signal = new AbortController().signal;
const url = "https://scim.example.com/Users";
const resource: Answer = { status: 200, body: '{"id":"1"}' };
const created: Answer = { status: 201, body: '{"id":"1"}' };
const deleted: Answer = { status: 204 };
const page: Answer = { status: 200, body: "<!DOCTYPE html><title>Sign in</title>" };
const half: Answer = { status: 200, body: '{"id":"1","userName":' };
const failed: Answer = { status: 500 };
const taken = '{"detail":"duplicate key"}';
const unreachable = silence({ sent: false });
const lost = silence({ sent: true });

function silence({ sent }: { sent: boolean }): TransportError {
  const fault = sent ? "timeout" : "unreachable";
  return new TransportError("it", { fault, sent, reason: "nobody there", cause: null });
}

type Opened = {
  readonly seen: HttpRequest[];
  readonly clock: SimulatedClock;
  readonly send: (request: Partial<ScimRequest>) => Promise<Sent>;
};

/** A connection to a target that gives these answers in turn, the last one again and again. */
function open(...answers: readonly Answer[]): Opened {
  const clock = new SimulatedClock();
  const seen: HttpRequest[] = [];
  const connection = createConnection({
    clock,
    pressure: createPressure({ perSecond: 1000, concurrency: 4, clock }),
    authorization: {
      token: () => Promise.resolve("s3cret"),
      refused: () => false,
      cure: "Make a new key",
      secrets: () => ["s3cret"],
    },
    http: {
      request(request) {
        seen.push(request);
        const answer = answers[Math.min(seen.length, answers.length) - 1];
        if (answer === undefined || answer instanceof Error) return Promise.reject(answer ?? lost);
        return Promise.resolve({ headers: {}, body: "", ...answer });
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  });
  return {
    seen,
    clock,
    send: (request) => clock.until(connection.send({ method: "GET", url, signal, ...request })),
  };
}

function statusOf(sent: Sent): number | "lost" {
  return sent.kind === "lost" ? "lost" : sent.response.status;
}

type Row = readonly [
  says: string,
  request: Partial<ScimRequest>,
  answers: readonly Answer[],
  expected: { readonly status: number | "lost"; readonly requests: number },
];

const post = { method: "POST", body: {} } as const;
const remove = { method: "DELETE" } as const;

const endings: readonly Row[] = [
  ["a GET is repeated after silence", {}, [lost, lost, resource], { status: 200, requests: 3 }],
  ["a GET is repeated after a failure", {}, [{ status: 500 }, resource], { status: 200, requests: 2 }],
  ["a GET that may fail is not", { once: true }, [{ status: 500 }, resource], { status: 500, requests: 1 }],
  ["a GET is repeated after half a body", {}, [half, resource], { status: 200, requests: 2 }],
  ["a POST that never left is repeated", post, [unreachable, created], { status: 201, requests: 2 }],
  ["a POST is not repeated after silence", post, [lost, created], { status: "lost", requests: 1 }],
  ["a PATCH is not either", { ...post, method: "PATCH" }, [lost, created], { status: "lost", requests: 1 }],
  ["nor is a PUT", { ...post, method: "PUT" }, [lost, created], { status: "lost", requests: 1 }],
  ["a POST is not repeated after 500, and may be done", post, [failed], { status: "lost", requests: 1 }],
  ["nor is it after 524", post, [{ status: 524 }], { status: "lost", requests: 1 }],
  [
    "nor after 408, whatever comes with it",
    post,
    [{ status: 408, headers: { "retry-after": "1" } }],
    { status: "lost", requests: 1 },
  ],
  ["500 for a taken name is an answer", post, [{ ...failed, body: taken }], { status: 500, requests: 1 }],
  ["501 to a POST is an answer", post, [{ status: 501 }], { status: 501, requests: 1 }],
  ["500 to a PATCH is an answer", { ...post, method: "PATCH" }, [failed], { status: 500, requests: 1 }],
  ["502 to a POST says nothing", post, [{ status: 502 }], { status: "lost", requests: 1 }],
  [
    "nor does it with Retry-After",
    post,
    [{ status: 502, headers: { "retry-after": "1" } }],
    { status: "lost", requests: 1 },
  ],
  [
    "503 with Retry-After is a refusal",
    post,
    [{ status: 503, headers: { "retry-after": "1" } }, created],
    { status: 201, requests: 2 },
  ],
  [
    "half an answer to a POST is a lost one",
    post,
    [{ ...half, status: 201 }],
    { status: "lost", requests: 1 },
  ],
  ["half an answer to a PATCH is none", { ...post, method: "PATCH" }, [half], { status: 200, requests: 1 }],
  ["a DELETE is repeated after silence", remove, [lost, deleted], { status: 204, requests: 2 }],
  ["404 after that is what it wanted", remove, [lost, { status: 404 }], { status: 204, requests: 2 }],
  ["410 after 504, too", remove, [{ status: 504 }, { status: 410 }], { status: 204, requests: 2 }],
  ["404 at once is not", remove, [{ status: 404 }], { status: 404, requests: 1 }],
  ["nor is it after a refusal", remove, [unreachable, { status: 404 }], { status: 404, requests: 2 }],
  ["a 501 is not repeated", {}, [{ status: 501 }], { status: 501, requests: 1 }],
];

for (const [says, request, answers, { status, requests }] of endings) {
  test(`send(): ${says}`, async () => {
    const { send, seen } = open(...answers);
    assert.equal(statusOf(await send(request)), status);
    assert.equal(seen.length, requests);
  });
}

const stops: readonly (readonly [string, Partial<ScimRequest>, readonly Answer[], string, RegExp, number])[] =
  [
    ["a web page to a write", post, [page], "notScim", /a web page with status 200/, 1],
    ["a web page to a PATCH", { ...post, method: "PATCH" }, [page], "notScim", /a web page/, 1],
    ["a redirect", post, [{ status: 302, headers: { location: "/x" } }], "notScim", /a redirect \(302\)/, 1],
    ["half bodies alone", {}, [half], "unreachable", /break off half-way/, 4],
    ["nobody there", post, [unreachable], "unreachable", /nobody there/, 4],
    ["401", {}, [{ status: 401, body: "s3cret is no key" }], "credentials", /\*\*\* is no key/, 1],
  ];

for (const [says, request, answers, code, message, requests] of stops) {
  test(`send() stops the cycle at ${says}`, async () => {
    const { send, seen } = open(...answers);
    await assert.rejects(send(request), (error) => {
      assert.ok(error instanceof StopError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.notEqual(error.cure, "");
      return true;
    });
    assert.equal(seen.length, requests);
  });
}

test("send() rides out a web page, an empty body and a 401 of a target that has answered soundly", async () => {
  const { send, seen } = open(resource, page, { status: 200 }, resource, { status: 401 }, resource);
  for (let count = 0; count < 3; count++) assert.equal(statusOf(await send({})), 200);
  assert.equal(seen.length, 6);
});

test("send() hands on a web page of a target that has never answered soundly", async () => {
  const { send, seen } = open(page);
  assert.equal(statusOf(await send({})), 200);
  assert.equal(seen.length, 1);
});

test("send() counts tries after failures and after refusals apart", async () => {
  const busy: Answer = { status: 429 };
  const { send, seen } = open(busy, busy, busy, busy, { status: 500 }, { status: 500 }, resource);
  assert.equal(statusOf(await send({})), 200);
  assert.equal(seen.length, 7);
});

test("send() gives a request that is refused again and again back as it is", async () => {
  const { send, seen, clock } = open({ status: 429 });
  assert.equal(statusOf(await send(post)), 429);
  assert.equal(seen.length, 9);
  assert.ok(clock.now() > 120_000);
});

test("send() masks our token in an answer of any status that can hold errors", async () => {
  for (const status of [200, 403]) {
    const { send } = open({ status, body: '{"detail":"no: Bearer s3cret"}' });
    const sent = await send(post);
    assert.ok(sent.kind === "answer");
    assert.equal(sent.response.body, '{"detail":"no: Bearer ***"}');
  }
});

test("send() sends the version to write to", async () => {
  const { send, seen } = open(resource);
  await send({ ...post, method: "PATCH", ifMatch: 'W/"7"' });
  assert.equal(seen[0]?.headers["if-match"], 'W/"7"');
});
