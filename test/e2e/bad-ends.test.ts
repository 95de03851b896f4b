import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type SandboxProcess, spawnSandbox } from "../../src/sandbox/spawn.ts";
import { companyOf } from "./company.ts";
import { defaultRules, install, type Ended } from "./lockstep.ts";
import { dialpadJob, syncEntra } from "./shipped-job.ts";

const company = companyOf({ users: 30, groups: 2, memberships: 20 });
let folder: string;
let sandbox: SandboxProcess;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-bad-ends-"));
  sandbox = await spawnSandbox({ directory: folder, dialpad: { rateLimit: 10_000 } });
});
after(async () => {
  await sandbox[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** A server that answers everything in one way, and what was asked of it. */
async function serve(
  listener: RequestListener,
): Promise<AsyncDisposable & { url: string; writes: string[] }> {
  const writes: string[] = [];
  const server = createServer((request, response) => {
    if (request.method !== "GET") writes.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/scim`,
    writes,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function syncInto(url: string): Promise<Ended> {
  await using lockstep = await install({ url, token: "secret-token-1", rules: defaultRules });
  await lockstep.write(company);
  return await lockstep.run("sync", "people");
}

function assertOneError({ code, stdout, stderr }: Ended, message: RegExp): void {
  assert.match(stderr, message);
  assert.equal(stderr.match(/^error:/gm)?.length, 1, stderr);
  assert.match(stderr, /^ {2}cure: \S/m);
  assert.doesNotMatch(stderr + stdout, /secret-token-1|\bat .*\.ts:\d+/, "no secret and no stack trace");
  assert.equal(code, 1);
}

test("sync stops at a target that answers HTML, and writes nothing", async () => {
  await using target = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<!doctype html><title>Sign in</title>");
  });
  assertOneError(await syncInto(target.url), /is no SCIM server: expected a list, got a web page/);
  assert.deepEqual(target.writes, []);
});

test("sync stops at a target that answers 200 with rubbish, and writes nothing", async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ...['{"ok":true}', "[]", '"yes"', ""].map((body) => [body, /SCIM/] as const),
    ["{", /The target's answers break off half-way/],
  ];
  for (const [rubbish, message] of cases) {
    await using target = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "application/scim+json" });
      response.end(rubbish);
    });
    assertOneError(await syncInto(target.url), message);
    assert.deepEqual(target.writes, [], rubbish);
  }
});

test("sync stops at a target that rejects the token, and says where a new one comes from", async () => {
  await using target = await serve((_request, response) => {
    response.writeHead(401, { "content-type": "application/scim+json" });
    response.end('{"status":"401","detail":"bad token"}');
  });
  assertOneError(await syncInto(target.url), /401|rejects|refuses/);
  assert.deepEqual(target.writes, []);
});

test("sync stops at a target that cannot be reached", async () => {
  assertOneError(await syncInto("http://127.0.0.1:9/scim"), /Cannot reach the target: connection refused/);
});

const broken: readonly (readonly [string, string | Buffer])[] = [
  ["is empty", ""],
  ["is cut off", JSON.stringify(company).slice(0, -40)],
  ["is no JSON", "users: []"],
  ["has no users at all", '{"users":[],"groups":[],"assignments":[]}'],
];
for (const [what, content] of broken) {
  test(`sync removes nobody when the directory's file ${what}`, async () => {
    await using target = await serve((_request, response) => {
      response.writeHead(500);
      response.end();
    });
    await using lockstep = await install({ ...target, token: "secret-token-1", rules: defaultRules });
    await writeFile(join(lockstep.directory, "people.json"), content);
    assertOneError(await lockstep.run("sync", "people"), /^error: Cannot/m);
    assert.deepEqual(target.writes, []);
  });
}

const wrong: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  ["secret is wrong", { ENTRA_CLIENT_SECRET: "wrong-secret" }, /AADSTS7000215/],
  ["tenant does not exist", { ENTRA_TENANT_ID: "00000000-0000-0000-0000-000000000001" }, /AADSTS90002/],
  ["app is not in the tenant", { ENTRA_CLIENT_ID: "00000000-0000-0000-0000-000000000002" }, /AADSTS700016/],
  [
    "service principal does not exist",
    { ENTRA_SERVICE_PRINCIPAL_ID: "00000000-0000-0000-0000-000000000003" },
    /service principal/i,
  ],
  ["key is revoked", { DIALPAD_API_KEY: "no-such-key" }, /401|rejects|refuses/],
];
for (const [what, env, message] of wrong) {
  test(`sync stops and writes nothing when the ${what}`, async () => {
    await using lockstep = await dialpadJob(sandbox);
    const journal = (await sandbox.control("journal")) as readonly { seq: number }[];
    assertOneError(await syncEntra(lockstep, sandbox, { env }), message);
    const since = journal.at(-1)?.seq ?? 0;
    const asked = (await sandbox.control(`journal?since=${since}&side=dialpad`)) as readonly {
      method: string;
    }[];
    assert.deepEqual(
      asked.filter(({ method }) => method !== "GET"),
      [],
    );
  });
}

test("sync stops when Graph cannot be reached", async () => {
  await using lockstep = await dialpadJob(sandbox, (yaml) =>
    yaml.replace(sandbox.graphUrl, "https://127.0.0.1:9"),
  );
  assertOneError(await syncEntra(lockstep, sandbox), /connection refused/);
});
