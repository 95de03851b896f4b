import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCycle } from "../../../src/cycle/run-cycle.ts";
import type { CycleKind, StoredCycle } from "../../../src/store/cycles.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { MemoryDirectory } from "../../source/memory/directory.ts";
import { memorySource } from "../../source/memory-source.ts";
import type { Application } from "./application.ts";
import { type Mapped, rulesFor } from "./rules.ts";
import { undisturbed } from "../../cycle/undisturbed.ts";

/** A directory, an application, and the engine between them. */
export type World = {
  readonly directory: MemoryDirectory;
  readonly application: Application;
  readonly maps: readonly string[];
  /** `userName` and display names as they were first written, by object. */
  readonly firstNames: Map<string, string>;
  /** People whom the application refuses. */
  readonly absent: Set<string>;
  /** Values that it does not keep of one person although it keeps the attribute: `id path`. */
  readonly unkept: Set<string>;
  readonly run: (kind?: CycleKind) => Promise<StoredCycle>;
  /** What each entry of the log says of an object. */
  readonly said: (id: string) => Promise<readonly string[]>;
};

/** What jobs are kept in, with nothing in it. */
export async function openMemory(): Promise<AsyncDisposable & { readonly store: Store }> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-target-"));
  const store = await openSqliteStore({ path: join(folder, "lockstep.db"), isAlive: () => true });
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

let opened = 0;

/**
 * A job of its own, which maps these things besides what all jobs for the application do. A store that jobs
 * share wants applications with addresses of their own.
 */
export async function openWorld(
  application: Application,
  { paths, groups, store }: Mapped & { readonly store: Store },
): Promise<World> {
  opened += 1;
  const name = `contract-${String(opened)}`;
  const now = new Date("2026-11-21T12:00:00Z");
  const maps = [...application.maps, ...paths];
  const holder = { pid: 1, host: "here", command: "test", since: now };
  const acquired = await store.leases.acquire(name, holder);
  if (acquired.kind === "refused") throw new Error("The lease is taken");
  const directory = new MemoryDirectory();
  const { target, config } = application;
  const parts = {
    job: {
      name,
      file: "config/jobs/contract.yaml",
      source: { type: "file", path: "people.json" },
      target: config,
      rules: rulesFor({ paths: maps, groups }, config.profile),
      http: { proxy: null, ca: null },
      schedule: { everyMs: 2_400_000, reconcileMs: 86_400_000, notifications: false },
    },
    store: store.job(name, { lease: acquired.lease }),
    source: memorySource(directory),
    target,
    ...undisturbed(),
  } as const;
  async function said(id: string): Promise<readonly string[]> {
    const entries = await Array.fromAsync(parts.store.log.search({ who: id }));
    return entries
      .filter(({ source }) => source.id === id)
      .map(({ steps }) => steps.map(({ details }) => details).join("; "));
  }

  return {
    directory,
    application,
    maps,
    said,
    firstNames: new Map(),
    absent: new Set(),
    unkept: new Set(),
    run: async (kind = "incremental") => (await runCycle(parts, { kind, allowEmpty: false, now })).cycle,
  };
}
