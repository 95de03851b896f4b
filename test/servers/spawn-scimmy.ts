import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { request } from "undici";
import type { Fault } from "./fault.ts";

export type ScimmyStore = {
  readonly users: readonly Record<string, unknown>[];
  readonly groups: readonly Record<string, unknown>[];
};

/** A SCIM server in its own process; it ends with this object, or with this process. */
export type Scimmy = AsyncDisposable & {
  readonly url: string;
  readonly token: string;
  readonly controlUrl: string;
  /** SCIM requests so far, by method. */
  requests(): Promise<Readonly<Record<string, number>>>;
  /** Counts from zero again. */
  forget(): Promise<void>;
  store(): Promise<ScimmyStore>;
  /** Takes every user and group away. */
  empty(): Promise<void>;
  /** Replaces what is to go wrong. */
  faults(faults: readonly Fault[]): Promise<void>;
};

/** `bulkOperations`: how many operations a bulk request may have, in place of 1,000. */
export function spawnScimmy(options: { unique?: boolean; bulkOperations?: number } = {}): Promise<Scimmy> {
  const { unique = true, bulkOperations } = options;
  const bulk = bulkOperations === undefined ? {} : { SCIMMY_BULK_OPERATIONS: String(bulkOperations) };
  return spawnServer("scimmy.ts", { SCIMMY_UNIQUE: unique ? "on" : "off", ...bulk });
}

/** The server whose PATCH is the library `scim-patch`; it knows no faults. */
export function spawnScimPatchServer(): Promise<Scimmy> {
  return spawnServer("scim-patch-server.ts", {});
}

async function spawnServer(name: string, env: Readonly<Record<string, string>>): Promise<Scimmy> {
  const file = new URL(name, import.meta.url).pathname;
  const child = spawn(process.execPath, [file], {
    stdio: ["pipe", "pipe", "inherit"],
    // Express reports aborted requests on stderr except in tests.
    env: { ...process.env, NODE_ENV: "test", ...env },
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, "line")) as [string];
  const addresses = JSON.parse(line) as { url: string; token: string; controlUrl: string };

  async function control(path: string, body?: unknown): Promise<unknown> {
    const answer = await request(`${addresses.controlUrl}/${path}`, {
      method: body === undefined ? "GET" : "POST",
      body: body === undefined ? null : JSON.stringify(body),
    });
    return answer.body.json();
  }

  return {
    ...addresses,
    requests: async () => (await control("requests")) as Readonly<Record<string, number>>,
    forget: async () => void (await control("forget")),
    store: async () => (await control("store")) as ScimmyStore,
    empty: async () => void (await control("empty")),
    faults: async (faults) => void (await control("faults", faults)),
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}
