import assert from "node:assert/strict";
import { hostname } from "node:os";
import { mock } from "node:test";
import { leaseMs, type Holder, type Lease, type LeaseResult } from "../../../src/store/lease.ts";
import { now, user } from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

function holder(given: Partial<Holder> = {}): Holder {
  return { pid: 1, host: "far away", command: "sync dialpad", since: now, ...given };
}

function held(result: LeaseResult): Lease {
  assert.equal(result.kind, "held");
  return result.kind === "held" ? result.lease : assert.fail();
}

export function leasesContract(test: StoreTest): void {
  test("leases.acquire() refuses a second holder and says who has the job", async (_, { store, reopen }) => {
    const lease = held(await store.leases.acquire("dialpad", holder()));
    assert.deepEqual(lease.holder, holder());
    const other = await reopen();
    assert.deepEqual(await other.leases.acquire("dialpad", holder({ pid: 2 })), {
      kind: "refused",
      holder: holder(),
    });
    assert.deepEqual(await other.leases.holder("dialpad"), holder());
    assert.equal((await other.leases.acquire("other", holder())).kind, "held");
  });

  test("leases.release() frees the job, and the fence grows with every holder", async (_, { store }) => {
    const first = held(await store.leases.acquire("dialpad", holder()));
    await store.leases.release(first);
    assert.equal(await store.leases.holder("dialpad"), null);
    const second = held(await store.leases.acquire("dialpad", holder()));
    assert.ok(second.fence > first.fence);
    await store.leases.release(first);
    assert.deepEqual(await store.leases.holder("dialpad"), holder());
  });

  test("leases.acquire() passes over a process that is gone from this host at once", async (_, {
    reopen,
  }) => {
    const { leases } = await reopen({ isAlive: (pid) => pid !== 1 });
    held(await leases.acquire("dialpad", holder({ host: hostname() })));
    assert.equal(await leases.holder("dialpad"), null);
    const next = held(await leases.acquire("dialpad", holder({ host: hostname(), pid: 2 })));
    assert.equal((await leases.acquire("dialpad", holder())).kind, "refused");
    await leases.release(next);
    held(await leases.acquire("dialpad", holder()));
    assert.equal((await leases.acquire("dialpad", holder({ pid: 2 }))).kind, "refused", "not this host");
  });

  test("leases.acquire() passes over a holder that was not heard of for the time of a lease", async (_, {
    store,
  }) => {
    const time = mock.method(Date, "now", () => now.getTime());
    try {
      const first = held(await store.leases.acquire("dialpad", holder()));
      time.mock.mockImplementation(() => now.getTime() + leaseMs);
      assert.equal((await store.leases.acquire("dialpad", holder({ pid: 2 }))).kind, "refused");
      assert.equal(await store.leases.renew(first), true);
      time.mock.mockImplementation(() => now.getTime() + 2 * leaseMs + 1);
      const second = held(await store.leases.acquire("dialpad", holder({ pid: 2 })));
      assert.equal(second.fence, first.fence + 1);
      assert.equal(await store.leases.renew(first), false);
    } finally {
      time.mock.restore();
    }
  });

  test("store.job() with a lost lease refuses every write and still reads", async (_, { store }) => {
    const lease = held(await store.leases.acquire("dialpad", holder()));
    const job = store.job("dialpad", { lease });
    const read = await job.mirror.begin();
    await store.leases.release(lease);
    const lost = { name: "StopError", code: "leaseLost" };
    await assert.rejects(job.mirror.save({ records: [user("u1")] }, read), lost);
    held(await store.leases.acquire("dialpad", holder({ pid: 2, command: "worker" })));
    await assert.rejects(job.operations.commit([]), {
      ...lost,
      message: /`worker` \(process 2 on far away\)/,
    });
    assert.deepEqual(await job.mirror.byIds("user", ["u1"]), []);
  });
}
