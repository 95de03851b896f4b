import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobConfig } from "../../src/config/config.ts";
import type { Progress } from "../../src/cycle/context.ts";
import {
  type CycleOptions,
  type CycleParts,
  type CycleResult,
  type Preview,
  previewCycle,
  runCycle,
} from "../../src/cycle/run-cycle.ts";
import type { Operation } from "../../src/rules/operation.ts";
import { mappingFacts } from "../../src/rules/mapping-facts.ts";
import type { Rules } from "../../src/rules/rules.ts";
import type { Lease } from "../../src/store/lease.ts";
import type { JobStore, Store } from "../../src/store/store.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { entraDeprovision, mappingsOf, userRules, wideGuard } from "../rules/rules-fixture.ts";
import { MemoryDirectory } from "../source/memory/directory.ts";
import { memorySource } from "../source/memory-source.ts";
import { memoryTarget, memoryTargetConfig, type MemoryTarget } from "../target/memory-target.ts";

export const manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";

/** Entra's defaults over a handful of attributes. */
export const rules: Rules = {
  scope: "assigned",
  nestedGroups: false,
  groupsRead: [],
  user: userRules({
    userName: "[userPrincipalName]",
    active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
    displayName: "[displayName]",
    title: "[jobTitle]",
    [manager]: "[manager]",
  }),
  group: {
    ...userRules({}),
    type: "group",
    match: [["displayName"]],
    ...mappingFacts(mappingsOf({ displayName: "[displayName]", externalId: "[objectId]" })),
    members: true,
  },
  deprovision: entraDeprovision,
  guard: wideGuard,
  fingerprint: "rules-1",
};

/** A directory, a target and a store, and the engine between them. */
export type Bench = AsyncDisposable & {
  readonly directory: MemoryDirectory;
  target: MemoryTarget;
  rules: Rules;
  /** Whether writes are read back. */
  verify: "writes" | "off";
  now: Date;
  random: () => number;
  /** How long cycles waited before they looked again. */
  readonly waits: number[];
  /** What cycles told whoever watches. */
  readonly observed: Progress[];
  /** What happens while a cycle waits. */
  whileWaiting: () => void | Promise<void>;
  readonly store: Store;
  /** The store's file. */
  readonly path: string;
  readonly job: () => JobStore;
  readonly run: (options?: Partial<CycleOptions>) => Promise<CycleResult>;
  readonly preview: (options?: Partial<CycleOptions>) => Promise<Preview>;
};

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-cycle-"));
  const path = join(folder, "lockstep.db");
  const store = await openSqliteStore({ path, isAlive: () => true, now: () => bench.now });
  const acquired = await store.leases.acquire("bench", {
    pid: 1,
    host: "here",
    command: "test",
    since: new Date(),
  });
  if (acquired.kind === "refused") throw new Error("The lease is taken");
  const { lease } = acquired;
  const bench: Bench = {
    directory: new MemoryDirectory(),
    target: memoryTarget(),
    rules,
    verify: "off",
    now: new Date("2026-11-21T12:00:00Z"),
    random: () => 0,
    waits: [],
    observed: [],
    whileWaiting: () => undefined,
    store,
    path,
    job: () => store.job("bench"),
    run: (options) => runCycle(partsOf(bench, lease), optionsOf(bench, options)),
    preview: (options) => previewCycle(partsOf(bench, lease), optionsOf(bench, options)),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
  return bench;
}

/** The plan as it stands, skips included. */
export async function operationsOf(bench: Bench): Promise<readonly Operation[]> {
  return Array.fromAsync(bench.job().operations.list());
}

/** A user of the target by its `userName`'s local part. */
export function accountOf(bench: Bench, id: string): { id: string; [attribute: string]: unknown } {
  for (const [targetId, attributes] of bench.target.users) {
    if (attributes["userName"] === `${id}@example.com`) return { ...attributes, id: targetId };
  }
  throw new Error(`${id} has no account`);
}

/** The target id of an account's manager. */
export function managerOf(account: { readonly [attribute: string]: unknown }): unknown {
  const extension = account["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
  return (extension as { manager?: { value: string } } | undefined)?.manager?.value;
}

/** Local parts of the members of a group in the target. */
export function membersOf(bench: Bench, displayName: string): readonly string[] {
  const group = [...bench.target.groups.values()].find(
    (candidate) => candidate["displayName"] === displayName,
  );
  const members = (group?.["members"] ?? []) as readonly { value: string }[];
  return members.map(({ value }) => localPart(bench, value)).toSorted();
}

function localPart({ target }: Bench, id: string): string {
  const userName = target.users.get(id)?.["userName"];
  return typeof userName === "string" ? userName.replace("@example.com", "") : id;
}

/** What a cycle is given, without a lease. */
export function cycleParts(bench: Bench): CycleParts {
  return partsOf(bench, null);
}

function partsOf(bench: Bench, lease: Lease | null): CycleParts {
  const job: JobConfig = {
    name: "bench",
    file: "config/jobs/bench.yaml",
    source: { type: "file", path: "people.json" },
    target: { ...memoryTargetConfig, verify: bench.verify },
    rules: bench.rules,
    http: { proxy: null, ca: null },
    schedule: { everyMs: 2_400_000, reconcileMs: 86_400_000, notifications: false },
  };
  return {
    job,
    store: lease === null ? bench.job() : bench.store.job("bench", { lease }),
    source: memorySource(bench.directory),
    target: bench.target,
    random: () => bench.random(),
    async wait(ms) {
      bench.waits.push(ms);
      await bench.whileWaiting();
    },
    observe: (progress) => void bench.observed.push(progress),
    signal: new AbortController().signal,
  };
}

function optionsOf(bench: Bench, options: Partial<CycleOptions> = {}): CycleOptions {
  return { kind: "incremental", allowEmpty: false, now: bench.now, ...options };
}
