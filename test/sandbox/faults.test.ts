import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Agent, request } from "undici";
import { connect, list, text } from "./connect.ts";

const sandbox = await connect({ people: "none" });
after(() => sandbox[Symbol.asyncDispose]());

async function faults(...graph: object[]): Promise<void> {
  await sandbox.control("faults", { graph });
}

async function statuses(count: number): Promise<number[]> {
  const all: number[] = [];
  for (let turn = 0; turn < count; turn += 1) all.push((await sandbox.graph("/users")).status);
  return all;
}

test("a fault can hit every third request, from some point on, as often as it says", async () => {
  await faults({ kind: "status", after: 1, every: 3, times: 2 });
  assert.deepEqual(await statuses(12), [200, 200, 200, 503, 200, 200, 503, 200, 200, 200, 200, 200]);
});

test("a fault can hit a part of the requests, the same ones for the same seed", async () => {
  const half = { kind: "status", percent: 50, seed: 7 };
  await faults(half);
  const first = await statuses(40);
  const hits = first.filter((status) => status === 503).length;
  assert.ok(hits > 10 && hits < 30, `${hits} of 40 hit`);
  await faults(half);
  assert.deepEqual(await statuses(40), first);
  await faults({ ...half, seed: 8 });
  assert.notDeepEqual(await statuses(40), first);
});

test("a slow answer comes piece by piece, and is whole in the end", async () => {
  const token = text((await sandbox.token()).body["access_token"]);
  const ask = {
    dispatcher: new Agent({ connect: { ca: sandbox.sandbox.caPem } }),
    headers: { authorization: `Bearer ${token}` },
  };
  await using asked = new AsyncDisposableStack();
  asked.defer(async () => await ask.dispatcher.destroy());
  await faults({ kind: "slow", pauseMs: 5 });
  const answer = await request(`${sandbox.sandbox.graphUrl}/v1.0/users`, ask);
  const pieces: string[] = [];
  for await (const piece of answer.body) pieces.push(String(piece));
  assert.ok(pieces.length > 5, `${pieces.length} pieces`);
  assert.deepEqual(list(JSON.parse(pieces.join("")).value), []);
});

test("an answer that stays out after its head does not keep the sandbox from ending", async () => {
  const other = await connect({ people: "none" });
  await other.control("faults", { graph: [{ kind: "slow", pauseMs: 3_600_000 }] });
  const answer = assert.rejects(other.graph("/users"));
  while (Number(list(await other.control("journal?side=graph")).at(-1)?.["status"]) !== 200);
  await other[Symbol.asyncDispose]();
  await answer;
});

test("the journal tells how a request wanted to be treated", async () => {
  const headers = { "x-ms-throttle-priority": "low", Prefer: "return=minimal", cookie: "secret" };
  await faults();
  await sandbox.graph("/users", { headers });
  assert.deepEqual(list(await sandbox.control("journal?side=graph")).at(-1)?.["headers"], {
    prefer: "return=minimal",
    "x-ms-throttle-priority": "low",
  });
});
