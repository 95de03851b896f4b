import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { Agent, request } from "undici";
import { StopError } from "../../src/rules/stop-error.ts";
import { makeCertificate } from "../../src/sandbox/certificate.ts";
import type { ChangeNotification } from "../../src/source/subscriptions.ts";
import { listen } from "../../src/web/listen.ts";
import { createNotificationEndpoint } from "../../src/web/notification-endpoint.ts";

const received: ChangeNotification[] = [];
const app = createNotificationEndpoint({
  path: "/notifications",
  receive: (notification) => received.push(notification),
});
const loopback = { host: "127.0.0.1", port: 0, tls: null };
const options = { setting: "there.listen" };
const listener = await listen(app, loopback, options);
after(() => listener[Symbol.asyncDispose]());
beforeEach(() => received.splice(0));

type Answer = { status: number; headers: Record<string, unknown>; text: string };

async function post(path: string, body = "", dispatcher = new Agent()): Promise<Answer> {
  const answer = await request(`${listener.url}${path}`, { dispatcher, method: "POST", body });
  const result = { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  await dispatcher.close();
  return result;
}

/** As Graph sends it, with more than is used of it. */
function sent(...more: readonly object[]): string {
  const value = more.map((each) => ({
    subscriptionId: "s-1",
    clientState: "secret",
    tenantId: "t-1",
    changeType: "updated",
    resource: "Users/ada",
    subscriptionExpirationDateTime: "2026-11-24T12:00:00Z",
    resourceData: { "@odata.type": "#Microsoft.Graph.User", id: "ada" },
    ...each,
  }));
  return JSON.stringify({ value });
}

test("the handshake is answered with the decoded token as plain text, which no browser takes for a page", async () => {
  const token = "Validation: Testing <script>alert(1)</script> +ü Request-Id: 1";
  const encoded = encodeURIComponent(token).replaceAll("%20", "+");
  const { status, headers, text } = await post(`/notifications?validationToken=${encoded}`);
  assert.equal(status, 200);
  assert.match(String(headers["content-type"]), /^text\/plain\b/);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(text, token);
  assert.deepEqual(received, []);
});

test("notifications are taken with 202 and handed on one by one", async () => {
  const { status, text } = await post(
    "/notifications",
    sent({}, { subscriptionId: "s-2", lifecycleEvent: "missed", changeType: undefined }),
  );
  assert.deepEqual([status, text], [202, ""]);
  const common = { clientState: "secret", tenantId: "t-1" };
  assert.deepEqual(received, [
    { subscriptionId: "s-1", lifecycleEvent: null, ...common },
    { subscriptionId: "s-2", lifecycleEvent: "missed", ...common },
  ]);
});

test("what Graph may leave out or add one day is no error that it would repeat", async () => {
  const { status } = await post(
    "/notifications",
    sent({ clientState: null, tenantId: undefined, lifecycleEvent: "becameLonely" }),
  );
  assert.equal(status, 202);
  assert.deepEqual(received, [
    { subscriptionId: "s-1", clientState: "", tenantId: null, lifecycleEvent: null },
  ]);
});

for (const [what, body] of [
  ["nothing", ""],
  ["no JSON", "<html>"],
  ["JSON of another kind", '{"hello":"world"}'],
  ["a notification without a subscription", '{"value":[{"clientState":"secret"}]}'],
  ["null", "null"],
] as const) {
  test(`${what} is a bad request`, async () => {
    assert.equal((await post("/notifications", body)).status, 400);
    assert.deepEqual(received, []);
  });
}

test("a megabyte is the most that is read", async () => {
  assert.equal((await post("/notifications", sent({ padding: "x".repeat(1_000_000) }))).status, 202);
  received.splice(0);
  assert.equal((await post("/notifications", sent({ padding: "x".repeat(1_050_000) }))).status, 413);
  assert.deepEqual(received, []);
});

test("other paths and methods are not there", async () => {
  assert.equal((await post("/", sent({}))).status, 404);
  assert.equal((await post("/notifications/more?validationToken=x", "")).status, 404);
  const { statusCode } = await request(`${listener.url}/notifications?validationToken=x`);
  assert.equal(statusCode, 404);
  assert.deepEqual(received, []);
});

test("listen() serves by https with the certificate it is given", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-web-"));
  after(() => rm(folder, { recursive: true }));
  const { caPem, certPem, keyPem } = await makeCertificate();
  const tls = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  await writeFile(tls.cert, certPem);
  await writeFile(tls.key, keyPem);
  await using secure = await listen(app, { ...loopback, tls }, options);
  const dispatcher = new Agent({ connect: { ca: caPem } });
  const { statusCode } = await request(`${secure.url}/notifications`, {
    dispatcher,
    method: "POST",
    body: sent({}),
  });
  await dispatcher.close();
  assert.equal(statusCode, 202);
  assert.match(secure.url, /^https:/);

  await writeFile(tls.key, "no key");
  await assert.rejects(
    listen(app, { ...loopback, tls }, options),
    (error) => error instanceof StopError && error.message.startsWith(`Cannot use ${tls.cert} and`),
  );
});

test("listen() says that a port is taken", async () => {
  const port = Number(new URL(listener.url).port);
  await assert.rejects(
    listen(app, { ...loopback, port }, options),
    (error) =>
      error instanceof StopError &&
      error.message.startsWith(`Cannot listen on 127.0.0.1:${port}: `) &&
      error.cure.startsWith("Set there.listen to "),
  );
});

test("listen() cuts off a request that takes too long, soon after its time is over", async () => {
  await using patient = await listen(app, loopback, { ...options, requestTimeoutMs: 300 });
  const socket = connect(Number(new URL(patient.url).port), "127.0.0.1");
  const since = Date.now();
  socket.write("POST /notifications HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
  const [answer] = await once(socket, "data");
  assert.match(String(answer), /^HTTP\/1\.1 408 /);
  assert.ok(Date.now() - since < 5_000, `${Date.now() - since} ms`);
  socket.destroy();
});

test("listen() ends at once, whoever is still connected", async () => {
  const brief = await listen(app, loopback, options);
  const socket = connect(Number(new URL(brief.url).port), "127.0.0.1");
  await once(socket, "connect");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => undefined);
  const head =
    "POST /notifications HTTP/1.1\r\nhost: here\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n";
  socket.write(head);
  await once(socket, "data");
  const asked = performance.now();
  await brief[Symbol.asyncDispose]();
  await closed;
  assert.ok(performance.now() - asked < 5_000);
});
