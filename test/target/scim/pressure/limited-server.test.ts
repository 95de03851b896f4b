import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { request } from "undici";
import { openTarget } from "../open-scimmy.ts";

const signal = new AbortController().signal;
const count = 2000;

test("a server that takes 500 writes a second refuses fewer than 1 % of 2,000, and none fails", async () => {
  const server = spawn(process.execPath, [new URL("limited-server.ts", import.meta.url).pathname, "500"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [url] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
  const { target, close } = openTarget({ url, auth: { kind: "token", token: "t", expires: null } });
  try {
    let next = 0;
    async function hand(): Promise<void> {
      while (next < count) {
        next += 1;
        const changes = [{ path: "userName", from: null, to: `user-${String(next)}` }];
        const result = await target.write({ kind: "create", type: "user", changes }, { signal });
        assert.equal(result.kind, "done", JSON.stringify(result));
      }
    }
    await Promise.all(Array.from({ length: 8 }, hand));
    const counts = (await (await request(url)).body.json()) as { taken: number; refused: number };
    assert.equal(counts.taken, count);
    assert.ok(counts.refused < count / 100, `${String(counts.refused)} were refused`);
  } finally {
    await close();
    server.stdin.end();
  }
});
