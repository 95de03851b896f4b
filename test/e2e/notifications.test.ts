import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { request } from "undici";
import { type SandboxProcess, spawnSandbox } from "../../src/sandbox/spawn.ts";
import { type Scimmy, spawnScimmy } from "../servers/spawn-scimmy.ts";
import { ended, type Ended, install, type Installation } from "./lockstep.ts";

const reading = ["Application.Read.All", "User.Read.All", "GroupMember.Read.All"];

/** A worker on the sandbox tenant whose next cycle is 40 minutes away unless it is told of something. */
type Working = AsyncDisposable & {
  readonly sandbox: SandboxProcess;
  readonly scimmy: Scimmy;
  readonly url: string;
  /** Everything printed by the worker that runs now, and when there was none before it. */
  readonly printed: () => string;
  readonly change: (...commands: readonly object[]) => Promise<void>;
  readonly start: () => void;
  readonly stop: (signal: "SIGTERM" | "SIGKILL") => Promise<Ended>;
  /** Waits for it. */
  readonly until: (condition: () => boolean | Promise<boolean>) => Promise<void>;
  readonly names: () => Promise<readonly string[]>;
  /** Resources that the tenant tells changes of. */
  readonly subscribed: () => Promise<readonly string[]>;
};

async function startWorking({ permissions }: { permissions: readonly string[] }): Promise<Working> {
  await using opened = new AsyncDisposableStack();
  const scimmy = opened.use(await spawnScimmy());
  const lockstep = opened.use(await install({ ...scimmy, rules: "users: {}\n" }));
  const sandbox = opened.use(await spawnSandbox({ directory: lockstep.directory, people: "none" }));
  const url = `http://127.0.0.1:${await freePort()}/notifications`;
  await configure(lockstep, { sandbox, scimmy, url });
  let worker: ReturnType<Installation["start"]> | null = null;
  let end: Promise<Ended> | null = null;
  let text = "";

  async function change(...commands: readonly object[]): Promise<void> {
    await sandbox.control("tenant", commands);
  }

  function start(): void {
    text = "";
    const { caFile, clientSecret } = sandbox;
    worker = lockstep.start(["worker"], { NODE_EXTRA_CA_CERTS: caFile, ENTRA_CLIENT_SECRET: clientSecret });
    for (const stream of [worker.stdout, worker.stderr])
      stream?.on("data", (chunk) => (text += String(chunk)));
    end = ended(worker);
  }

  async function stop(signal: "SIGTERM" | "SIGKILL"): Promise<Ended> {
    worker?.kill(signal);
    return (await end) ?? { code: null, stdout: "", stderr: "" };
  }

  await change(
    { kind: "settings", settings: { permissions } },
    {
      kind: "createUser",
      id: "ada",
      properties: { userPrincipalName: "ada@example.com", displayName: "Ada" },
    },
    {
      kind: "createUser",
      id: "bob",
      properties: { userPrincipalName: "bob@example.com", displayName: "Bob" },
    },
    { kind: "createGroup", id: "team", properties: { displayName: "Team", securityEnabled: true } },
    { kind: "assign", principalId: "ada" },
    { kind: "assign", principalId: "team" },
    { kind: "createGroup", id: "list", properties: { displayName: "List", securityEnabled: false } },
    { kind: "assign", principalId: "list" },
  );
  opened.defer(async () => void (await stop("SIGKILL")));
  start();
  const kept = opened.move();
  return {
    sandbox,
    scimmy,
    url,
    change,
    start,
    stop,
    printed: () => text,
    async until(condition) {
      const limit = AbortSignal.timeout(60_000);
      while (!(await condition())) {
        assert.ok(!limit.aborted, text);
        await wait(20);
      }
    },
    names: async () => (await scimmy.store()).users.map((user) => String(user["displayName"])).toSorted(),
    subscribed: async () => {
      const { subscriptions } = (await sandbox.control("subscriptions")) as {
        subscriptions: readonly { resource: string }[];
      };
      return subscriptions.map(({ resource }) => resource).toSorted();
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function configure(
  { directory }: Installation,
  { sandbox, scimmy, url }: { sandbox: SandboxProcess; scimmy: Scimmy; url: string },
): Promise<void> {
  await writeFile(
    join(directory, "config", "lockstep.yaml"),
    `store: sqlite:../lockstep.db
notifications: { listen: "${new URL(url).host}", url: "${url}", debounce: 1s, pause: 0s }
`,
  );
  await writeFile(
    join(directory, "config", "jobs", "people.yaml"),
    `job: people
source:
  type: entra
  tenantId: ${sandbox.tenantId}
  clientId: ${sandbox.clientId}
  credential: { clientSecret: "\${ENTRA_CLIENT_SECRET}" }
  servicePrincipalId: ${sandbox.servicePrincipalId}
  graphUrl: ${sandbox.graphUrl}
  authorityUrl: ${sandbox.authorityUrl}
target: { type: scim, url: "${scimmy.url}", auth: { token: "\${SCIM_TOKEN}" }, rateLimit: 1000 }
users:
  attributes:
    userName: "[userPrincipalName]"
    displayName: "[displayName]"
    active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'
`,
  );
}

/**
 * Brings names to the target one after the other. A worker may look once more for each of its subscriptions,
 * because nobody was told of what changed before: the last of three names comes by a notification.
 */
async function rename(
  { change, names, until }: Working,
  to: readonly [string, string, string],
): Promise<void> {
  for (const displayName of to) {
    await change({ kind: "updateUser", id: "ada", properties: { displayName } });
    await until(async () => (await names()).includes(displayName));
  }
}

test("worker brings a change to the target at once, and the interval is still to come", async () => {
  await using working = await startWorking({ permissions: [...reading, "Group.Read.All"] });
  const { change, names, printed, stop, subscribed, until, url } = working;
  await until(async () => (await names()).includes("Ada"));
  await until(async () => (await subscribed()).length === 2);
  await rename(working, ["Ada King", "Countess of Lovelace", "Ada Lovelace"]);
  await change({ kind: "addMember", groupId: "team", memberId: "bob" });
  await until(async () => (await names()).includes("Bob"));
  await until(() => /people, after a change was noticed, next cycle at /.test(printed()));
  assert.equal(printed().match(/ warning: .*List/g)?.length, 1, "it is no news in the later cycles");

  const forged = JSON.stringify({ value: [{ subscriptionId: "mine", clientState: "guess" }] });
  const { statusCode } = await request(url, { method: "POST", body: forged });
  assert.equal(statusCode, 202);

  const asked = performance.now();
  const { code, stderr } = await stop("SIGTERM");
  assert.equal(code, 0, stderr);
  assert.ok(performance.now() - asked < 10_000);
  assert.deepEqual(await subscribed(), []);
  assert.match(stderr, /^Listening on http:\/\/127\.0\.0\.1:\d+ for what Microsoft Graph sends to http/m);
  assert.match(stderr, /^people: Microsoft Graph tells of changes to users\.$/m);
  assert.match(stderr, /^people: Microsoft Graph tells of changes to groups\.$/m);
  assert.match(stderr, /^Notices of changes: \d+ taken, 1 ignored\.$/m);
});

test("worker says when Graph keeps it waiting for a minute or longer", async () => {
  await using working = await startWorking({ permissions: [...reading, "Group.Read.All"] });
  const { change, names, printed, sandbox, stop, subscribed, until } = working;
  await until(async () => (await names()).includes("Ada"));
  await until(async () => (await subscribed()).length === 2);
  await sandbox.control("faults", {
    graph: [{ kind: "status", status: 429, retryAfter: "90", method: "GET" }],
  });
  await change({ kind: "updateUser", id: "ada", properties: { displayName: "Ada Lovelace" } });
  await until(() =>
    printed().includes("  people: Microsoft Graph asks for patience, next try in 1 min 30 s\n"),
  );
  assert.equal((await stop("SIGTERM")).code, 0);
});

test("worker works without a permission that a subscription lacks, and says which", async () => {
  await using working = await startWorking({ permissions: reading });
  const { names, printed, subscribed, until } = working;
  await until(async () => (await names()).includes("Ada"));
  await until(() => printed().includes("warning: people: Cannot subscribe to groups"));
  assert.match(printed(), /cure: Grant the app registration the application permission Group\.Read\.All/);
  assert.deepEqual(await subscribed(), ["users"]);
  await rename(working, ["Ada King", "Countess of Lovelace", "Ada Lovelace"]);
});

test("a worker that starts after one was killed leaves two subscriptions, not four, and sees what it missed", async () => {
  await using working = await startWorking({ permissions: [...reading, "Group.Read.All"] });
  const { change, names, printed, start, stop, subscribed, until } = working;
  await until(async () => (await names()).includes("Ada"));
  await until(async () => (await subscribed()).length === 2);
  await stop("SIGKILL");
  assert.deepEqual(await subscribed(), ["groups", "users"]);
  await change({ kind: "updateUser", id: "ada", properties: { displayName: "Ada Lovelace" } });
  start();
  await until(async () => (await names()).includes("Ada Lovelace"));
  await until(() => printed().includes("Microsoft Graph tells of changes to groups."));
  assert.deepEqual(await subscribed(), ["groups", "users"]);
});

test("worker does not start where it cannot listen", async () => {
  await using scimmy = await spawnScimmy();
  await using lockstep = await install({ ...scimmy, rules: "users: {}\n" });
  await using sandbox = await spawnSandbox({ directory: lockstep.directory, people: "none" });
  const { host } = new URL(scimmy.url);
  await configure(lockstep, { sandbox, scimmy, url: `http://${host}/notifications` });
  const { code, stderr } = await ended(lockstep.start(["worker"], { ENTRA_CLIENT_SECRET: "unused" }));
  assert.equal(code, 2);
  assert.match(stderr, /^error: Cannot listen on 127\.0\.0\.1:\d+: listen EADDRINUSE/m);
});
