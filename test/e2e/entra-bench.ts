import { mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { EntraSourceConfig, JobConfig } from "../../src/config/config.ts";
import { type CycleOptions, type CycleResult, runCycle } from "../../src/cycle/run-cycle.ts";
import type { HttpClient } from "../../src/http/client.ts";
import { property } from "../../src/rules/attribute-path.ts";
import type { Rules } from "../../src/rules/rules.ts";
import type { Source } from "../../src/source/source.ts";
import type { Lease } from "../../src/store/lease.ts";
import type { JobStore, Store } from "../../src/store/store.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Tenant } from "../source/graph/tenant.ts";
import { memoryTarget, memoryTargetConfig, type MemoryTarget } from "../target/memory-target.ts";

/** How long whatever was missing in a read is given to show up again. */
export const confirmAfterMs = 60_000;

/** A job between the sandbox's tenant and an application in memory; its time is the sandbox's. */
export type EntraBench = AsyncDisposable & {
  readonly target: MemoryTarget;
  /** Another value holds from the next start on. */
  rules: Rules;
  readonly job: () => JobStore;
  readonly run: (options?: Partial<CycleOptions> & { readonly signal?: AbortSignal }) => Promise<CycleResult>;
  /** Moves the tenant's time ahead, and returns it. */
  readonly advance: (ms: number) => Promise<Date>;
  /** Ends the process, as far as the job can tell, and starts another one on the same file. */
  readonly restart: () => Promise<void>;
  /** From now on nothing more reaches the store. */
  readonly kill: () => void;
  /** How long cycles have waited altogether. */
  readonly waitedMs: () => number;
  /** Called while a cycle waits; does nothing at first. */
  onWait: () => Promise<void>;
};

export type EntraBenchOptions = {
  readonly rules: Rules;
  readonly config?: Partial<EntraSourceConfig>;
  /** Stands between the source and the network. */
  readonly wrap?: (http: HttpClient) => HttpClient;
  /** Stands between the job and the source. */
  readonly around?: (source: Source) => Source;
};

type Life = { readonly store: Store; readonly source: Source; readonly lease: Lease };

const name = "histories";

export async function openEntraBench(tenant: Tenant, options: EntraBenchOptions): Promise<EntraBench> {
  const { wrap, config, around = (source: Source) => source } = options;
  const folder = await mkdtemp(join(tmpdir(), "lockstep-entra-"));
  const path = join(folder, "lockstep.db");
  const target = memoryTarget();
  let now = new Date(0);
  let waitedMs = 0;
  await advance(0);

  async function advance(ms: number): Promise<Date> {
    const answer = await tenant.sandbox.control("clock", { advanceMs: ms });
    now = new Date(Number(property(answer, "now")));
    return now;
  }

  async function wait(ms: number): Promise<void> {
    waitedMs += ms;
    await advance(ms);
    await bench.onWait();
  }

  async function start(): Promise<Life> {
    const { rules } = bench;
    const store = await openSqliteStore({ path, isAlive: () => false, now: () => now });
    const holder = { pid: 1, host: hostname(), command: "test", since: new Date() };
    const acquired = await store.leases.acquire(name, holder);
    if (acquired.kind === "refused") throw new Error("The lease is taken");
    const source = tenant.source({
      scope: rules.scope,
      nestedGroups: rules.nestedGroups,
      groupsRead: rules.groupsRead,
      reads: rules.user.reads,
      ...(rules.group === null ? {} : { groupReads: rules.group.reads }),
      config: { confirmAfterMs, ...config },
      ...(wrap === undefined ? {} : { wrap }),
    });
    return { store, source: around(source), lease: acquired.lease };
  }

  const bench: EntraBench = {
    target,
    rules: options.rules,
    job: () => life.store.job(name),
    async run({ signal = new AbortController().signal, ...given } = {}) {
      const { store, source, lease } = life;
      const cycle = { kind: "incremental", allowEmpty: false, now: await advance(0), ...given } as const;
      const parts = {
        job: jobOf(bench.rules, tenant),
        store: store.job(name, { lease }),
        source,
        target,
        random: () => 0,
        wait,
        observe: () => undefined,
        signal,
      };
      return await runCycle(parts, cycle);
    },
    advance,
    async restart() {
      await end(life);
      life = await start();
    },
    kill: () => void life.store[Symbol.asyncDispose](),
    waitedMs: () => waitedMs,
    onWait: async () => await Promise.resolve(),
    async [Symbol.asyncDispose]() {
      await end(life);
      await rm(folder, { recursive: true });
    },
  };
  let life = await start();
  return bench;
}

async function end({ source, store }: Life): Promise<void> {
  await source[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
}

function jobOf(rules: Rules, { sandbox }: Tenant): JobConfig {
  const { tenantId, clientId, clientSecret, servicePrincipalId, graphUrl, authorityUrl } = sandbox;
  return {
    name,
    file: "config/jobs/histories.yaml",
    source: {
      type: "entra",
      tenantId,
      clientId,
      credential: { kind: "clientSecret", clientSecret },
      servicePrincipal: { id: servicePrincipalId },
      cloud: "public",
      graphUrl,
      authorityUrl,
      confirmAfterMs,
    },
    target: memoryTargetConfig,
    rules,
    http: { proxy: null, ca: null },
    schedule: { everyMs: 2_400_000, reconcileMs: 86_400_000, notifications: false },
  };
}
