import assert from "node:assert/strict";
import { test } from "node:test";
import { request } from "undici";
import { type Listening, watchDirectories } from "../../src/cli/watch-directories.ts";
import type { Config, JobConfig } from "../../src/config/config.ts";
import type { Subscriptions } from "../../src/source/subscriptions.ts";
import { createNotices } from "../../src/worker/notices.ts";
import { systemClock } from "../../src/worker/clock.ts";
import { compiled, smallJob } from "../config/folder.ts";

const notifications = {
  listen: { host: "127.0.0.1", port: 0, tls: null },
  url: "https://lockstep.example.com/notifications?to=here",
  debounceMs: 0,
  pauseMs: 0,
};

async function listeningJob(name: string, tenantId: string | null): Promise<Listening> {
  const entra = `{ type: entra, tenantId: ${tenantId}, clientId: reader, credential: { managedIdentity: true }, appId: app }`;
  const file = "{ type: file, path: people.json }";
  const job = await compiled(
    smallJob.replace(file, tenantId === null ? file : entra).replace("job: small", `job: ${name}`),
  );
  return { job, notices: createNotices({ ...notifications, now: () => new Date() }) };
}

/** Whose subscriptions were opened, made and removed. */
function fakeEngine(): {
  done: string[];
  config: Config;
  openSubscriptions: (job: JobConfig) => Promise<Subscriptions>;
} {
  const done: string[] = [];
  return {
    done,
    config: { service: { store: { kind: "sqlite", path: "" }, logRetentionMs: 0, notifications }, jobs: [] },
    openSubscriptions(job) {
      done.push(`open ${job.name}`);
      return Promise.resolve({
        tenantId: null,
        create: (watched) => {
          done.push(`create ${job.name} ${watched}`);
          const expires = new Date(Date.now() + 86_400_000);
          return Promise.resolve({ id: `${job.name}-${watched}`, watched, clientState: "secret", expires });
        },
        renew: () => Promise.resolve(null),
        remove: ({ id }) => {
          done.push(`remove ${id}`);
          return Promise.resolve();
        },
        [Symbol.asyncDispose]: () => {
          done.push(`close ${job.name}`);
          return Promise.resolve();
        },
      });
    },
  };
}

test("jobs that read with one app registration share its subscriptions, and a notification is for each of them", async () => {
  const jobs = [
    await listeningJob("one", "contoso"),
    await listeningJob("two", "Contoso"),
    await listeningJob("other", "fabrikam"),
    await listeningJob("file", null),
  ];
  const engine = fakeEngine();
  const said: string[] = [];
  const over = new AbortController();
  {
    const world = { report: (text: string) => said.push(text) };
    await using watching = await watchDirectories(jobs, { world, engine, clock: systemClock });
    assert.ok(watching !== null);
    const running = watching.run({ signal: over.signal });
    await new Promise(setImmediate);
    assert.deepEqual(engine.done.splice(0).toSorted(), [
      "create one groups",
      "create one users",
      "create other groups",
      "create other users",
      "open one",
      "open other",
    ]);
    const subscribed = new Date(Date.now() + 1);
    const cycle = { startedAt: subscribed, endedAt: subscribed, state: "succeeded" } as const;
    for (const { notices } of jobs) assert.equal(notices.dueAt(cycle), null);
    while (new Date() <= subscribed) await new Promise(setImmediate);

    const [, url = ""] = /^Listening on (\S+) /.exec(said[0] ?? "") ?? [];
    const value = [{ subscriptionId: "one-users", clientState: "secret" }];
    const body = JSON.stringify({ value });
    const { statusCode } = await request(`${url}/notifications?to=here`, { method: "POST", body });
    assert.equal(statusCode, 202);
    assert.deepEqual(
      jobs.filter(({ notices }) => notices.dueAt(cycle) !== null).map(({ job }) => job.name),
      ["one", "two"],
    );
    over.abort();
    await running;
  }
  assert.deepEqual(engine.done.toSorted(), [
    "close one",
    "close other",
    "remove one-groups",
    "remove one-users",
    "remove other-groups",
    "remove other-users",
  ]);
  assert.equal(said.at(-1), "Notices of changes: 1 taken, 0 ignored.");
});

test("nothing listens where no job has a directory that tells, or where notifications are off", async () => {
  const engine = fakeEngine();
  const parts = { world: { report: () => assert.fail("nothing is to be said") }, clock: systemClock };
  assert.equal(await watchDirectories([await listeningJob("file", null)], { ...parts, engine }), null);
  const service = { ...engine.config.service, notifications: null };
  const off = { ...engine, config: { ...engine.config, service } };
  assert.equal(
    await watchDirectories([await listeningJob("one", "contoso")], { ...parts, engine: off }),
    null,
  );
  assert.deepEqual(engine.done, []);
});
