import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServiceConfig } from "../../src/config/config.ts";
import { compiled, loadFiles, problemsOf, smallJob } from "./folder.ts";

const least = "listen: 127.0.0.1:8090, url: https://lockstep.example.com/notifications";

async function serviceOf(yaml: string): Promise<ServiceConfig> {
  const loaded = await loadFiles({ "lockstep.yaml": yaml, "jobs/a.yaml": smallJob });
  assert.ok(loaded.kind === "loaded", loaded.printed.join("\n"));
  assert.deepEqual(loaded.printed, []);
  return loaded.config.service;
}

async function refused(yaml: string): Promise<readonly string[]> {
  const { printed, kind } = await loadFiles({ "lockstep.yaml": yaml, "jobs/a.yaml": smallJob });
  assert.equal(kind, "refused");
  return printed.map((line) => line.replace("lockstep.yaml:", ""));
}

test("notifications are off when they are left out", async () => {
  assert.equal((await serviceOf("logRetention: 90d\n")).notifications, null);
});

test("notifications need an address to listen on and one that Graph calls; the rest has a default", async () => {
  assert.deepEqual((await serviceOf(`notifications: { ${least} }\n`)).notifications, {
    listen: { host: "127.0.0.1", port: 8090, tls: null },
    url: "https://lockstep.example.com/notifications",
    debounceMs: 30_000,
    pauseMs: 120_000,
  });
  assert.deepEqual(await refused("notifications: {}\n"), [
    '1:16: missing key "listen" in notifications: Address and port that this process listens on',
    '1:16: missing key "url" in notifications: The public https address that Microsoft Graph calls and that leads here',
  ]);
});

test("the files of notifications.tls are relative to lockstep.yaml, and every time can be set", async () => {
  const { notifications } = await serviceOf(
    `notifications: { ${least.replace("127.0.0.1:8090", '"[::]:8090"')}, tls: { cert: a.pem, key: /b.pem }, debounce: 1s, pause: 0s }\n`,
  );
  assert.equal(notifications?.listen.host, "::");
  assert.match(notifications.listen.tls?.cert ?? "", /^\/.+\/a\.pem$/);
  assert.equal(notifications.listen.tls?.key, "/b.pem");
  assert.deepEqual([notifications.debounceMs, notifications.pauseMs], [1_000, 0]);
});

test("the address that Graph calls is https, except on this machine", async () => {
  const plain = `notifications: { ${least.replace("https:", "http:")} }\n`;
  assert.deepEqual(await refused(plain), [
    "1:47: notifications.url should start with https: plain http is allowed to this machine only, not to lockstep.example.com",
  ]);
  const local = await serviceOf("notifications: { listen: localhost:8090, url: http://localhost:8090/n }\n");
  assert.equal(local.notifications?.url, "http://localhost:8090/n");
});

for (const [url, objection] of [
  [
    "https://ada:secret@a.example.com/n",
    "should carry no user name or password: Microsoft Graph does not sign in there",
  ],
  ["a.example.com/n", "should be a web address such as https://lockstep.example.com/notifications"],
] as const) {
  test(`Graph does not call ${url}`, async () => {
    assert.deepEqual(await refused(`notifications: { listen: localhost:8090, url: "${url}" }\n`), [
      `1:47: notifications.url ${objection}`,
    ]);
  });
}

test("a notice waits an hour at most", async () => {
  const { notifications } = await serviceOf(`notifications: { ${least}, debounce: 1h, pause: 60m }\n`);
  assert.deepEqual([notifications?.debounceMs, notifications?.pauseMs], [3_600_000, 3_600_000]);
  for (const [key, examples] of [
    ["debounce", "30s or 1m"],
    ["pause", "2m or 10m"],
  ] as const) {
    const [problem] = await refused(`notifications: { ${least}, ${key}: 61m }\n`);
    const [, said] = problem?.split(`notifications.${key} `) ?? [];
    assert.equal(said, `should be a duration such as ${examples}, at most 1h: is "61m"`);
  }
});

for (const listen of [
  "8090",
  "127.0.0.1",
  "127.0.0.1:70000",
  "127.0.0.1:0",
  "::1:8090",
  "http://127.0.0.1:8090",
  ":8090",
]) {
  test(`${listen} is no address to listen on`, async () => {
    assert.deepEqual(
      await refused(`notifications: { url: https://a.example.com/n, listen: "${listen}" }\n`),
      [`1:56: notifications.listen should be an address and a port such as 127.0.0.1:8080: is "${listen}"`],
    );
  });
}

test("a job listens to its directory unless it says otherwise", async () => {
  assert.equal((await compiled(smallJob)).schedule.notifications, true);
  const deaf = await compiled(`${smallJob}schedule: { notifications: false }\n`);
  assert.equal(deaf.schedule.notifications, false);
  assert.deepEqual(await problemsOf(`${smallJob}schedule: { notifications: sometimes }\n`), [
    '8:28: schedule.notifications should be true or false: is "sometimes"',
  ]);
});
