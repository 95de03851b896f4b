import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { createHttpClient } from "../../src/http/client.ts";
import { TransportError } from "../../src/http/transport-error.ts";

test("request() refuses a certificate that nobody vouches for and sends nothing", async () => {
  await using server = await secureServer();
  await using http = createHttpClient({ proxy: null, ca: null, connections: 1 });
  await assert.rejects(get(http, server.url), (error) => {
    assert.ok(error instanceof TransportError);
    assert.equal(error.sent, false);
    assert.equal(error.fault, "certificate");
    assert.match(error.reason, /^certificate not trusted: /);
    return true;
  });
});

test("request() trusts the certificates of its option", async () => {
  await using server = await secureServer();
  await using http = createHttpClient({ proxy: null, ca: server.certificate, connections: 1 });
  assert.equal((await get(http, server.url)).body, "secure");
});

async function get(http: ReturnType<typeof createHttpClient>, url: string): Promise<{ body: string }> {
  return await http.request({ method: "GET", url, headers: {}, signal: new AbortController().signal });
}

async function secureServer(): Promise<AsyncDisposable & { url: string; certificate: string }> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=localhost",
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }])],
  });
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  const key = x509.PemConverter.encode(pkcs8, "PRIVATE KEY");
  const cert = certificate.toString("pem");
  const server = createServer({ key, cert }, (_request, response) => response.end("secure"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${String(port)}`,
    certificate: cert,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
