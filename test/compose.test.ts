import assert from "node:assert/strict";
import { test } from "node:test";
import { openEngine } from "../src/compose.ts";
import { folder, jobFile } from "./cli/lockstep.ts";

test("the engine waits until it is told not to, and says why", async () => {
  await using files = await folder({ "config/jobs/people.yaml": jobFile("people"), "people.json": "{}" });
  await using engine = await openEngine({
    config: `${files.path}/config`,
    command: "test",
    env: { SCIM_URL: "https://app.example.com/scim", SCIM_TOKEN: "secret" },
    warn: () => undefined,
    holder: { pid: process.pid, host: "here", command: "test", since: new Date() },
    isAlive: () => true,
    now: () => new Date(),
  });
  await engine.wait(0, { signal: new AbortController().signal });
  const lost = new AbortController();
  const waiting = engine.wait(60_000, { signal: lost.signal });
  lost.abort(new Error("the lease is lost"));
  await assert.rejects(waiting, { message: "the lease is lost" });
});
