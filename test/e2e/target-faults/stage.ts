import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobConfig } from "../../../src/config/config.ts";
import { generic } from "../../../src/config/profiles/generic.ts";
import { runCycle } from "../../../src/cycle/run-cycle.ts";
import { StopError } from "../../../src/rules/stop-error.ts";
import type { CycleFailure } from "../../../src/store/cycles.ts";
import type { LogEntry } from "../../../src/store/log.ts";
import type { JobStore } from "../../../src/store/store.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { createScimTarget } from "../../../src/target/scim/scim-target.ts";
import { createRows, type Rows } from "../../servers/quirky/rows.ts";
import type { MemoryDirectory } from "../../source/memory/directory.ts";
import { memorySource } from "../../source/memory-source.ts";
import { hurriedClock } from "../quirks/hurried-clock.ts";
import { officeRules } from "../quirks/rules.ts";
import { fifty, fiftyChanged } from "./company.ts";
import { type FaultyServer, openFaultyServer, type Trouble } from "./faulty-server.ts";
import { undisturbed } from "../../cycle/undisturbed.ts";

/** What there is before a cycle: the directory, the engine's memory (a file) and the application's. */
export type Scene = {
  readonly name: string;
  readonly directory: () => MemoryDirectory;
  readonly file: string;
  readonly rows: Rows;
};

export type Played = {
  readonly failures: readonly CycleFailure[];
  /** Methods of its requests. */
  readonly requests: readonly string[];
};

/** The engine in the middle of a scene. */
export type Play = {
  readonly rows: Rows;
  cycle(trouble?: Trouble): Promise<Played>;
  log(): Promise<readonly LogEntry[]>;
  wait(ms: number): void;
};

export type Stage = AsyncDisposable & {
  /** Everybody is new, and everybody has changed. */
  readonly scenes: readonly Scene[];
  /** One play after the other: they share the server. */
  play<T>(scene: Scene, body: (play: Play) => Promise<T>): Promise<T>;
};

export async function openStage(): Promise<Stage> {
  // Hundreds of stores that nobody wants to keep: in memory, where there is such a place.
  const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const folder = await mkdtemp(join(parent, "lockstep-faults-"));
  const server = await openFaultyServer();
  const path = join(folder, "play.db");
  const opening: Scene = {
    name: "everybody is new",
    directory: fifty,
    file: join(folder, "opening.db"),
    rows: createRows(),
  };
  const [started, file] = [new Date("2026-11-21T12:00:00Z"), join(folder, "later.db")];
  await (await openSqliteStore({ path: opening.file }))[Symbol.asyncDispose]();

  async function play<T>(scene: Scene, body: (play: Play) => Promise<T>): Promise<T> {
    for (const suffix of ["-wal", "-shm"]) await rm(path + suffix, { force: true });
    await copyFile(scene.file, path);
    server.rows = structuredClone(scene.rows);
    let now = started;
    await using store = await openSqliteStore({ path, now: () => now });
    const acquired = await store.leases.acquire("job", { pid: 1, host: "here", command: "test", since: now });
    if (acquired.kind === "refused") throw new Error("The lease is taken");
    const job = store.job("job", { lease: acquired.lease });
    const result = await body({
      rows: server.rows,
      cycle(trouble) {
        now = new Date(now.getTime() + minuteMs);
        return playCycle({ server, store: job, directory: scene.directory(), now }, trouble ?? null);
      },
      log: () => Array.fromAsync(job.log.search({})),
      wait(ms) {
        now = new Date(now.getTime() + ms);
      },
    });
    await store.leases.release(acquired.lease);
    return result;
  }

  const rows = await play(opening, async (first) => {
    await first.cycle();
    return structuredClone(first.rows);
  });
  await copyFile(path, file);
  return {
    scenes: [opening, { name: "everybody has changed", directory: fiftyChanged, file, rows }],
    play,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

const minuteMs = 60_000;

type Parts = {
  readonly server: FaultyServer;
  readonly store: JobStore;
  readonly directory: MemoryDirectory;
  readonly now: Date;
};

/** One cycle as a process of its own has it; what stops it counts as its failure. */
async function playCycle({ server, store, directory, now }: Parts, trouble: Trouble | null): Promise<Played> {
  const job = jobAt(server.url);
  await using target = createScimTarget({ config: job.target, http: server.http, clock: hurriedClock() });
  const parts = {
    job,
    store,
    source: memorySource(directory),
    target,
    ...undisturbed(),
  };
  Object.assign(server, { trouble, requests: [] });
  try {
    const { cycle } = await runCycle(parts, { kind: "incremental", allowEmpty: false, now });
    return { failures: cycle.failures, requests: server.requests };
  } catch (error) {
    if (!(error instanceof StopError)) throw error;
    const { code, message, cure } = error;
    return { failures: [{ who: "", operation: "cycle", code, message, cure }], requests: server.requests };
  } finally {
    server.trouble = null;
  }
}

function jobAt(url: string): JobConfig {
  const { patch, capabilities, verify } = generic;
  return {
    name: "job",
    file: "config/jobs/job.yaml",
    source: { type: "file", path: "people.json" },
    target: {
      type: "scim",
      profile: generic,
      url,
      auth: { kind: "token", token: "secret", expires: null },
      rateLimit: 100_000,
      concurrency: 4,
      patch,
      capabilities,
      verify,
    },
    rules: officeRules(),
    http: { proxy: null, ca: null },
    schedule: { everyMs: 2_400_000, reconcileMs: 86_400_000, notifications: false },
  };
}
