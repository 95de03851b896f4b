import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobConfig, ScimTargetConfig } from "../../../src/config/config.ts";
import { generic } from "../../../src/config/profiles/generic.ts";
import type { Profile } from "../../../src/config/profiles/profile.ts";
import { runCycle } from "../../../src/cycle/run-cycle.ts";
import { createHttpClient } from "../../../src/http/client.ts";
import type { Rules } from "../../../src/rules/rules.ts";
import type { CycleKind, StoredCycle } from "../../../src/store/cycles.ts";
import type { LogEntry } from "../../../src/store/log.ts";
import type { NamedEscrow } from "../../../src/store/operations.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { createScimTarget } from "../../../src/target/scim/scim-target.ts";
import { MemoryDirectory } from "../../source/memory/directory.ts";
import { memorySource } from "../../source/memory-source.ts";
import { hurriedClock } from "./hurried-clock.ts";
import { officeRules } from "./rules.ts";
import { undisturbed } from "../../cycle/undisturbed.ts";

export type Settings = {
  readonly rules?: Rules;
  /** What the job's profile says of the server. */
  readonly profile?: Partial<Profile>;
};

/** A small company, an application, and the engine with all of its parts between them. */
export type Office = AsyncDisposable & {
  readonly directory: MemoryDirectory;
  settings: Settings;
  /** One cycle, an hour after the one before, in a process of its own as far as the target can tell. */
  run(kind?: CycleKind): Promise<StoredCycle>;
  escrows(): Promise<readonly NamedEscrow[]>;
  log(): Promise<readonly LogEntry[]>;
  /** The engine as somebody installs it anew: it remembers nothing. */
  reinstall(): Promise<void>;
};

/** Nothing here outlives a test: a folder in memory spares it the wait for the disk. */
const quickFolder = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const hourMs = 3_600_000;

export async function openOffice(
  server: { readonly url: string; readonly token: string },
  settings: Settings = {},
): Promise<Office> {
  const folder = await mkdtemp(join(quickFolder, "lockstep-quirks-"));
  const http = createHttpClient({ proxy: null, ca: null, connections: 4 });
  const clock = hurriedClock();
  const directory = smallCompany();
  let now = new Date("2026-11-21T12:00:00Z");
  let installations = 0;
  let installed = await install();

  async function install() {
    const path = join(folder, `lockstep-${String((installations += 1))}.db`);
    const store = await openSqliteStore({ path, isAlive: () => true, now: () => now });
    const holder = { pid: 1, host: "here", command: "test", since: now };
    const acquired = await store.leases.acquire("office", holder);
    if (acquired.kind === "refused") throw new Error("The lease is taken");
    return { store, job: store.job("office", { lease: acquired.lease }) };
  }

  const office: Office = {
    directory,
    settings,
    async run(kind = "incremental") {
      now = new Date(now.getTime() + hourMs);
      const { rules = officeRules(), profile = {} } = office.settings;
      const config = targetConfig(server, { ...generic, ...profile });
      await using target = createScimTarget({ config, http, clock });
      const parts = {
        job: jobOf(config, rules),
        store: installed.job,
        source: memorySource(directory),
        target,
        ...undisturbed(),
      };
      const { cycle } = await runCycle(parts, { kind, allowEmpty: false, now });
      return cycle;
    },
    escrows: () => installed.job.operations.escrows(),
    log: () => Array.fromAsync(installed.job.log.search({})),
    async reinstall() {
      await installed.store[Symbol.asyncDispose]();
      installed = await install();
    },
    async [Symbol.asyncDispose]() {
      await installed.store[Symbol.asyncDispose]();
      await http[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
  return office;
}

/** Five people with titles, addresses and managers, and two groups. */
function smallCompany(): MemoryDirectory {
  const directory = new MemoryDirectory();
  addPerson(directory, "victor", { jobTitle: "Boss" });
  addPerson(directory, "ada", { jobTitle: "Engineer", manager: { id: "victor" } });
  addPerson(directory, "bob", { jobTitle: "Clerk", manager: { id: "ada" } });
  addPerson(directory, "cyd", { manager: { id: "ada" } });
  addPerson(directory, "eve", { jobTitle: "Guest" });
  return directory
    .addGroup("crew", ["ada", "bob", "eve"])
    .addGroup("board", ["victor", "ada"])
    .assign("crew", "board");
}

/** Whose names and addresses are not the same, as in most companies. */
export function addPerson(
  directory: MemoryDirectory,
  id: string,
  attributes: Readonly<Record<string, unknown>> = {},
): void {
  const mail = `${id}.of.sales@mail.example.com`;
  directory.addUser(id, { mail, mailNickname: id, department: "Sales", ...attributes }).assign(id);
}

function targetConfig(
  { url, token }: { readonly url: string; readonly token: string },
  profile: Profile,
): ScimTargetConfig {
  return {
    type: "scim",
    profile,
    url,
    auth: { kind: "token", token, expires: null },
    rateLimit: 1_000_000,
    concurrency: 4,
    patch: profile.patch,
    capabilities: profile.capabilities,
    verify: profile.verify,
  };
}

function jobOf(target: ScimTargetConfig, rules: Rules): JobConfig {
  return {
    name: "office",
    file: "config/jobs/office.yaml",
    source: { type: "file", path: "people.json" },
    target,
    rules,
    http: { proxy: null, ca: null },
    schedule: { everyMs: 2_400_000, reconcileMs: 86_400_000, notifications: false },
  };
}
