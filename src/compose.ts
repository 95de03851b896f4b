import { randomInt, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import type { Engine, EngineOptions } from "./cli/world.ts";
import type { JobConfig } from "./config/config.ts";
import { printProblem } from "./config/problem.ts";
import { RefusedConfig } from "./config/refused-config.ts";
import type { Connection, Waits } from "./cycle/run-job.ts";
import type { HttpClient } from "./http/client.ts";
import { StopError } from "./rules/stop-error.ts";
import type { Source } from "./source/source.ts";
import type { Subscriptions } from "./source/subscriptions.ts";
import type { Holder } from "./store/lease.ts";

/** What the process tells the engine about itself. */
export type EngineSurroundings = EngineOptions & {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly warn: (text: string) => void;
  readonly holder: Holder;
  /** Whether a process of this machine is there. */
  readonly isAlive: (pid: number) => boolean;
  /** The clock that grace periods are measured with. */
  readonly now: () => Date;
};

/**
 * The only place that picks implementations and owns what must be closed. Each is loaded when it is picked:
 * most of what a command waits for at its start is the code of the others.
 */
export async function openEngine(surroundings: EngineSurroundings): Promise<Engine> {
  const { env, warn, holder, isAlive, now } = surroundings;
  const { loadConfig } = await import("./config/load.ts");
  const loaded = await loadConfig(surroundings.config, { env, job: surroundings.job });
  if (loaded.kind === "refused") throw new RefusedConfig(loaded.problems);
  for (const warning of loaded.warnings) warn(`warning: ${printProblem(warning)}`);
  const { config } = loaded;
  const { openSqliteStore } = await import("./store/sqlite/sqlite-store.ts");
  const store = await openSqliteStore({ path: config.service.store.path, isAlive, now });
  return {
    config,
    store,
    holder,
    connect,
    openSubscriptions,
    random,
    wait,
    logRetentionMs: config.service.logRetentionMs,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Opens both ends of a job. */
async function connect(job: JobConfig, waits: Waits = {}): Promise<Connection> {
  const { createScimTarget } = await import("./target/scim/scim-target.ts");
  await using opened = new AsyncDisposableStack();
  const connections = Math.max(job.target.concurrency, sourceConnections);
  const http = opened.use(await openHttp(job, { connections }));
  const source = opened.use(await createSource(job, { http, ...waits }));
  const target = opened.use(createScimTarget({ config: job.target, http }));
  const kept = opened.move();
  return { source, target, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function openSubscriptions(job: JobConfig, { url }: { url: string }): Promise<Subscriptions | null> {
  const { source: config } = job;
  if (config.type !== "entra") return null;
  const { createSubscriptions } = await import("./source/graph/subscriptions.ts");
  return createSubscriptions({ config, http: await openHttp(job, { connections: 1 }), url });
}

async function openHttp({ http }: JobConfig, { connections }: { connections: number }): Promise<HttpClient> {
  const { createHttpClient } = await import("./http/client.ts");
  const ca = http.ca === null ? null : await readAuthorities(http.ca);
  return createHttpClient({ proxy: http.proxy, ca, connections });
}

/** Pages and batches of one directory that are read at once. */
const sourceConnections = 4;

/** Of a file that holds no certificate, TLS itself would say nothing and trust nobody. */
async function readAuthorities(path: string): Promise<string> {
  try {
    const pem = await readFile(path, "utf8");
    void new X509Certificate(pem);
    return pem;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StopError("config", `Cannot read the certificates of http.ca from ${path}: ${reason}`, {
      cure: "Name a PEM file that this user may read, or leave http.ca out.",
      cause,
    });
  }
}

async function createSource(
  { source, rules }: JobConfig,
  surroundings: Waits & { readonly http: HttpClient },
): Promise<Source> {
  switch (source.type) {
    case "entra": {
      const { createEntraSource } = await import("./source/graph/entra-source.ts");
      return createEntraSource({ config: source, rules, ...surroundings });
    }
    case "file": {
      const { createFileSource } = await import("./source/file/file-source.ts");
      return createFileSource({ config: source, rules });
    }
  }
}

/** Uniform in [0, 1), from the system's source: passwords may be made of it. */
export function random(): number {
  return randomInt(2 ** 47) / 2 ** 47;
}

/** Throws the signal's own reason, which says more than that a timer was aborted. */
async function wait(ms: number, { signal }: { signal: AbortSignal }): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
