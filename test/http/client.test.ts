import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import { createHttpClient, type HttpClient } from "../../src/http/client.ts";
import { isLoopback } from "../../src/http/loopback.ts";
import { TransportError } from "../../src/http/transport-error.ts";
import { serve } from "./serve.ts";

const never = new AbortController().signal;

test("request() returns status, lower-case headers and text of whatever answer comes", async () => {
  await using server = await serve((request, response) => {
    response.writeHead(302, { Location: "/elsewhere", "X-Method": request.method ?? "" });
    response.end("Grüße");
  });
  await using http = client();
  const answer = await http.request({
    method: "GET",
    url: `${server.url}/a?b=c`,
    headers: {},
    signal: never,
  });
  assert.equal(answer.status, 302);
  assert.equal(answer.headers["location"], "/elsewhere");
  assert.equal(answer.headers["x-method"], "GET");
  assert.equal(answer.body, "Grüße");
});

test("request() sends the body and the headers it is given", async () => {
  await using server = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
    response.end(JSON.stringify({ body, type: request.headers["content-type"], path: request.url }));
  });
  await using http = client();
  const answer = await http.request({
    method: "POST",
    url: `${server.url}/Users?x=%2B`,
    headers: { "content-type": "application/scim+json" },
    body: '{"ü":1}',
    signal: never,
  });
  assert.deepEqual(JSON.parse(answer.body), {
    body: '{"ü":1}',
    type: "application/scim+json",
    path: "/Users?x=%2B",
  });
});

test("request() says that nothing was sent when the connection is refused", async () => {
  const { url } = await closedServer();
  await using http = client();
  const error = await failure(http, url);
  assert.equal(error.sent, false);
  assert.equal(error.fault, "unreachable");
  assert.equal(error.reason, "connection refused");
  assert.equal(error.message, `Cannot get an answer from ${url}: connection refused`);
});

test("request() says that nothing was sent when the host does not exist", async () => {
  await using http = client();
  const error = await failure(http, "http://no-such-host.invalid");
  assert.equal(error.sent, false);
  assert.match(error.reason, /^host not found/);
});

test("request() says that the request may have arrived when the server hangs up", async () => {
  await using server = await serve((request) => request.socket.destroy());
  await using http = client();
  const error = await failure(http, server.url);
  assert.equal(error.sent, true);
  assert.equal(error.fault, "broken");
});

test("request() gives up on a silent server after its time", async () => {
  await using server = await serve(() => {});
  await using http = client();
  const error = await failure(http, server.url, 300);
  assert.equal(error.sent, true);
  assert.equal(error.fault, "timeout");
  assert.equal(error.reason, "no answer within 1 s");
});

test("request() gives up on an answer that stops half-way", async () => {
  await using server = await serve((_request, response) => response.write('{"Resources": ['));
  await using http = client();
  const error = await failure(http, server.url, 300);
  assert.equal(error.sent, true);
  assert.equal(error.fault, "timeout");
  assert.equal(error.reason, "the answer stopped half-way for 1 s");
});

test("request() gives up on an answer that comes byte by byte and does not end", async () => {
  await using server = await serve((request, response) => {
    const drip = setInterval(() => response.write("."), 5);
    request.socket.on("close", () => clearInterval(drip));
  });
  await using http = client();
  const error = await failure(http, server.url, 100);
  assert.equal(error.sent, true);
  assert.equal(error.fault, "timeout");
});

test("request() says that the connection ended in the middle of the answer", async () => {
  await using server = await serve((request, response) => {
    response.writeHead(201, { "content-length": "100" });
    response.write('{"id":', () => request.socket.destroy());
  });
  await using http = client();
  const error = await failure(http, server.url);
  assert.equal(error.sent, true);
  assert.equal(error.reason, "the connection ended in the middle of the answer");
});

test("request() ends with the signal's reason, also while it waits for a connection", async () => {
  await using server = await serve(() => {});
  await using http = createHttpClient({ proxy: null, ca: null, connections: 1 });
  const controller = new AbortController();
  const reason = new Error("enough");
  const both = [1, 2].map((number) =>
    http.request({
      method: "GET",
      url: `${server.url}/${String(number)}`,
      headers: {},
      signal: controller.signal,
    }),
  );
  setTimeout(() => controller.abort(reason), 20);
  const results = await Promise.allSettled(both);
  assert.deepEqual(
    results.map((result) => result.status === "rejected" && result.reason === reason),
    [true, true],
  );
});

test("request() goes to this machine directly although there is a proxy", async () => {
  await using server = await serve((_request, response) => response.end("direct"));
  await using http = createHttpClient({ proxy: "http://127.0.0.1:1", ca: null, connections: 1 });
  const answer = await http.request({ method: "GET", url: server.url, headers: {}, signal: never });
  assert.equal(answer.body, "direct");
});

test("request() sends everything else through the proxy", async () => {
  await using proxy = await serve((request, response) => response.end(`proxied ${request.url ?? ""}`));
  await using http = createHttpClient({ proxy: proxy.url, ca: null, connections: 1 });
  const url = "http://example.invalid/path";
  const answer = await http.request({ method: "GET", url, headers: {}, signal: never });
  assert.equal(answer.body, `proxied ${url}`);
});

test("isLoopback() knows this machine by every spelling", () => {
  for (const host of ["localhost", "127.0.0.1", "127.9.9.9", "[::1]"]) assert.ok(isLoopback(host));
  for (const host of ["127.0.0.1.example.com", "localhost.example.com", "a.localhost", "128.0.0.1"])
    assert.ok(!isLoopback(host));
});

function client(): HttpClient {
  return createHttpClient({ proxy: null, ca: null, connections: 4 });
}

async function failure(http: HttpClient, url: string, timeoutMs?: number): Promise<TransportError> {
  const limit = timeoutMs === undefined ? {} : { timeoutMs };
  const error: unknown = await http
    .request({ method: "GET", url, headers: {}, signal: never, ...limit })
    .then(
      () => assert.fail("an answer came"),
      (reason: unknown) => reason,
    );
  assert.ok(error instanceof TransportError);
  return error;
}

async function closedServer(): Promise<{ url: string }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return { url: `http://127.0.0.1:${String(port)}` };
}
