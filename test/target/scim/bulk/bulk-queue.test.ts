import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { createBulkQueue } from "../../../../src/target/scim/bulk/bulk-queue.ts";

test("createBulkQueue() holds a request that is not full back while one is under way", async () => {
  const sent: number[] = [];
  const under = Promise.withResolvers<void>();
  const last = Promise.withResolvers<void>();
  const add = createBulkQueue<{ readonly bytes: number }>({
    limits: () => ({ maxOperations: 3, maxPayloadBytes: 100_000 }),
    async send(batch) {
      sent.push(batch.length);
      if (sent.length === 1) await under.promise;
      if (sent.length === 3) last.resolve();
    },
  });
  for (let count = 0; count < 5; count += 1) add({ bytes: 10 });
  await wait(50);
  assert.deepEqual(sent, [3]);
  under.resolve();
  add({ bytes: 10 });
  assert.deepEqual(sent, [3, 3]);
  add({ bytes: 10 });
  await last.promise;
  assert.deepEqual(sent, [3, 3, 1]);
});
