import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobConfig } from "../../src/config/config.ts";
import { runCycle } from "../../src/cycle/run-cycle.ts";
import { createHttpClient } from "../../src/http/client.ts";
import type { Account } from "../../src/sandbox/dialpad/account.ts";
import type { Group } from "../../src/sandbox/dialpad/groups.ts";
import { type DialpadOptions, defaultDialpadOptions } from "../../src/sandbox/dialpad/options.ts";
import type { JournalEntry } from "../../src/sandbox/journal.ts";
import type { SandboxProcess } from "../../src/sandbox/spawn.ts";
import type { CycleKind, StoredCycle } from "../../src/store/cycles.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { createScimTarget } from "../../src/target/scim/scim-target.ts";
import { compiled } from "../config/folder.ts";
import { MemoryDirectory } from "../source/memory/directory.ts";
import { memorySource } from "../source/memory-source.ts";
import { hurriedClock } from "./quirks/hurried-clock.ts";
import { undisturbed } from "../cycle/undisturbed.ts";

/** The shipped job for Dialpad, with something changed about it, over the sandbox's Dialpad. */
export type DialpadBench = AsyncDisposable & {
  readonly directory: MemoryDirectory;
  readonly job: JobConfig;
  /** One cycle, a day after the one before. */
  run(kind?: CycleKind): Promise<StoredCycle>;
  /** Requests to Dialpad of one more cycle. */
  requestsOf(kind: CycleKind): Promise<readonly JournalEntry[]>;
  requests(): Promise<readonly JournalEntry[]>;
  warnings(): Promise<readonly string[]>;
  account(name: string): Promise<Account>;
  groups(): Promise<readonly Group[]>;
  set(options: Partial<DialpadOptions>): Promise<void>;
};

export const domain = "meridian.example";
const quickFolder = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const dayMs = 86_400_000;

export async function openDialpadBench(
  sandbox: SandboxProcess,
  options: Partial<DialpadOptions> = {},
  change: (yaml: string) => string = (yaml) => yaml,
): Promise<DialpadBench> {
  const folder = await mkdtemp(join(quickFolder, "lockstep-dialpad-"));
  const job = await shippedJob(sandbox, change);
  const http = createHttpClient({ proxy: null, ca: sandbox.caPem, connections: 4 });
  const clock = hurriedClock();
  const directory = new MemoryDirectory();
  let now = new Date("2026-11-21T12:00:00Z");
  const store = await openSqliteStore({
    path: join(folder, "store.db"),
    isAlive: () => true,
    now: () => now,
  });
  const acquired = await store.leases.acquire(job.name, {
    pid: 1,
    host: "here",
    command: "test",
    since: now,
  });
  if (acquired.kind === "refused") throw new Error("The lease is taken");
  const jobStore = store.job(job.name, { lease: acquired.lease });
  const since = (await journal(0)).at(-1)?.seq ?? 0;

  async function journal(after: number): Promise<readonly JournalEntry[]> {
    return (await sandbox.control(`journal?since=${after}&side=dialpad`)) as readonly JournalEntry[];
  }

  async function state(): Promise<{ accounts: readonly Account[]; groups: readonly Group[] }> {
    return (await sandbox.control("dialpad")) as { accounts: readonly Account[]; groups: readonly Group[] };
  }

  const bench: DialpadBench = {
    directory,
    job,
    async run(kind = "incremental") {
      now = new Date(now.getTime() + dayMs);
      await using target = createScimTarget({ config: job.target, http, clock });
      const { cycle } = await runCycle(
        {
          job,
          store: jobStore,
          source: memorySource(directory),
          target,
          ...undisturbed(),
        },
        { kind, allowEmpty: false, now },
      );
      return cycle;
    },
    async requestsOf(kind) {
      const before = (await journal(0)).at(-1)?.seq ?? 0;
      await bench.run(kind);
      return journal(before);
    },
    requests: () => journal(since),
    async warnings() {
      const entries = await Array.fromAsync(jobStore.log.search({ status: "warning" }));
      return entries.flatMap(({ steps }) =>
        steps.flatMap(({ name, status, details }) =>
          name === "processing" && status === "warning" ? [details] : [],
        ),
      );
    },
    async account(name) {
      const found = (await state()).accounts.find(({ userName }) => userName === `${name}@${domain}`);
      if (found === undefined) throw new Error(`${name} has no account`);
      return found;
    },
    groups: async () => (await state()).groups,
    set: async (changed) => void (await sandbox.control("dialpad", { kind: "options", options: changed })),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await http[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
  await bench.set({ ...defaultDialpadOptions, rateLimit: 1_000_000, ...options });
  return bench;
}

/** Adds somebody to the directory, with the values that the shipped job maps. */
export function addPerson(
  { directory }: DialpadBench,
  id: string,
  attributes: Readonly<Record<string, unknown>> = {},
): void {
  const userPrincipalName = `${id}@${domain}`;
  directory.addUser(id, {
    userPrincipalName,
    mail: userPrincipalName,
    givenName: id,
    surname: "X",
    ...attributes,
  });
  directory.assign(id);
}

async function shippedJob(
  { dialpadUrl, dialpadApiKey }: SandboxProcess,
  change: (yaml: string) => string,
): Promise<JobConfig> {
  const path = join(import.meta.dirname, "..", "..", "config", "jobs", "dialpad.yaml");
  // The guard would hold what a company of three loses.
  const shipped = (await readFile(path, "utf8"))
    .replace("https://dialpad.com/scim", dialpadUrl)
    .replace("maxRemovalsPercent: 20", "maxRemovalsPercent: 100\n  minimum: 0");
  const yaml = change(shipped);
  const ids = Object.fromEntries(
    ["TENANT_ID", "CLIENT_ID", "CLIENT_SECRET", "SERVICE_PRINCIPAL_ID"].map((name) => [`ENTRA_${name}`, "x"]),
  );
  return compiled(yaml, { env: { ...ids, DIALPAD_API_KEY: dialpadApiKey } });
}
