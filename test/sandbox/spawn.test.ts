import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Agent, request } from "undici";
import { spawnSandbox } from "../../src/sandbox/spawn.ts";

test("spawnSandbox() starts a sandbox elsewhere, whose certificate only its own authority vouches for", async () => {
  const directory = await mkdtemp(join(tmpdir(), "lockstep-sandbox-"));
  {
    await using sandbox = await spawnSandbox({ directory, seed: 3, dialpad: { groups: "enabled" } });
    assert.equal(sandbox.caPem, await readFile(sandbox.caFile, "utf8"));
    const origins = [sandbox.graphUrl, sandbox.authorityUrl, sandbox.dialpadUrl, sandbox.controlUrl];
    assert.equal(new Set(origins.map((url) => new URL(url).origin)).size, 4);

    const ask = { headers: { authorization: `Bearer ${sandbox.dialpadApiKey}` } };
    await assert.rejects(request(`${sandbox.dialpadUrl}/Groups`, ask));
    const dispatcher = new Agent({ connect: { ca: sandbox.caPem } });
    const answer = await request(`${sandbox.dialpadUrl}/Groups`, { ...ask, dispatcher });
    assert.equal(answer.statusCode, 200);
    await answer.body.dump();
    await dispatcher.close();

    const { sentence } = (await sandbox.control("change", {})) as { sentence: string };
    assert.notEqual(sentence, "");
    const { users } = (await sandbox.control("tenant")) as { users: unknown[] };
    assert.ok(users.length >= 200);
    await assert.rejects(sandbox.control("tenant", { kind: "purge", id: "nobody" }), /no such object/);
    await assert.rejects(sandbox.control("tenant", { kind: "fire", id: "nobody" }), /answers 400/);
  }
  await rm(directory, { recursive: true });
});

test("spawnSandbox() says why a sandbox cannot start", async () => {
  await assert.rejects(spawnSandbox({ directory: "/dev/null/nowhere" }), /ENOTDIR|Cannot start/);
});
