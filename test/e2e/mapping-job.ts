import assert from "node:assert/strict";
import { hostname } from "node:os";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { request } from "undici";
import { openEngine } from "../../src/compose.ts";
import { runJob } from "../../src/cycle/run-job.ts";
import type { StoredCycle } from "../../src/store/cycles.ts";
import type { LogEntry } from "../../src/store/log.ts";
import type { Scimmy } from "../servers/spawn-scimmy.ts";
import { type Installation, install } from "./lockstep.ts";

export type Account = Readonly<Record<string, unknown>> & { readonly id: string };

/** A directory file; users need no more than what a test is about. */
export type Directory = {
  readonly users: readonly Readonly<Record<string, unknown>>[];
  readonly groups?: readonly Readonly<Record<string, unknown>>[];
  readonly assignments?: readonly Readonly<Record<string, unknown>>[];
  readonly appRoles?: readonly Readonly<Record<string, unknown>>[];
};

/** A job from a file into a SCIM server, for one question about its mappings. */
export type MappingJob = AsyncDisposable & {
  readonly installation: Installation;
  /** Replaces the directory's file and runs one cycle in this process. Throws where anything failed. */
  readonly sync: (directory: Directory, options?: SyncOptions) => Promise<StoredCycle>;
  /** The account with this `userName`. */
  readonly account: (userName: string) => Promise<Account>;
  /** The provisioning log, oldest entry first. */
  readonly log: () => Promise<readonly LogEntry[]>;
};

type SyncOptions = {
  /** Looks at every object and its account, whatever has changed. */
  readonly all?: boolean;
  /** Failures are looked at by the test. */
  readonly fails?: boolean;
  /** What the clock says; left out: the time it is. */
  readonly now?: string;
};

/** `attributes` and `more` are YAML; `userName` and `active` are mapped besides. */
export async function openMappingJob(
  server: Scimmy,
  { attributes, match = "[userName]", more = "scope: all" }: MappingJobOptions,
): Promise<MappingJob> {
  const installation = await install({
    ...server,
    rules: `users:
  match: ${match}
  attributes:
    userName: "[userPrincipalName]"
    active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'
${attributes.replaceAll(/^/gm, "    ")}
${more}
`,
  });
  const config = join(installation.directory, "config");

  function open(): ReturnType<typeof openEngine> {
    return openEngine({
      config,
      command: "test",
      env: { SCIM_TOKEN: server.token },
      warn: () => undefined,
      holder: { pid: process.pid, host: hostname(), command: "test", since: new Date() },
      isAlive: () => true,
      now: () => new Date(),
    });
  }

  return {
    installation,
    async sync(directory, { all = false, fails = false, now } = {}) {
      await writeFile(join(installation.directory, "people.json"), JSON.stringify(directory));
      await using engine = await open();
      const [job] = engine.config.jobs;
      if (job === undefined) throw new Error("There is no job");
      const { cycle, holds } = await runJob(engine, job, {
        kind: all ? "initial" : "incremental",
        allowEmpty: false,
        wait: false,
        now: now === undefined ? new Date() : new Date(now),
        observe: () => undefined,
        signal: AbortSignal.timeout(60_000),
      });
      const troubles = [...cycle.failures, ...holds];
      if (!fails && troubles.length > 0) throw new Error(JSON.stringify(troubles));
      return cycle;
    },
    async account(userName) {
      const { users } = await server.store();
      const found = users.find((user) => user["userName"] === userName);
      if (found === undefined) throw new Error(`There is no account ${userName}`);
      return found as Account;
    },
    async log() {
      await using engine = await open();
      return await Array.fromAsync(engine.store.job("people").log.search({}));
    },
    [Symbol.asyncDispose]: () => installation[Symbol.asyncDispose](),
  };
}

export type MappingJobOptions = {
  readonly attributes: string;
  readonly match?: string;
  readonly more?: string;
};

/** Writes to the server as somebody who is not Lockstep. */
async function byHand(
  server: Scimmy,
  { method, path, body }: { method: "POST" | "PATCH"; path: string; body: Record<string, unknown> },
): Promise<Account> {
  const answer = await request(`${server.url}/${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, "content-type": "application/scim+json" },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
  return JSON.parse(text) as Account;
}

/** An account that nobody provisioned. */
export function createByHand(server: Scimmy, attributes: Record<string, unknown>): Promise<Account> {
  const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
  return byHand(server, { method: "POST", path: "Users", body: { schemas, active: true, ...attributes } });
}

/** One PATCH with one operation. */
export function patchByHand(
  server: Scimmy,
  id: string,
  operation: { readonly op: "add" | "replace"; readonly path: string; readonly value: unknown },
): Promise<Account> {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
  const body = { schemas, Operations: [operation] };
  return byHand(server, { method: "PATCH", path: `Users/${id}`, body });
}

export const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** A user of the directory; accounts of all tests share one server, so that names are told apart. */
export function person(name: string, attributes: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: `id-${name}`, userPrincipalName: name, accountEnabled: true, ...attributes };
}

/** The values of a multi-valued attribute, in order. */
export function valuesOf(account: Account, attribute: string): readonly string[] {
  const elements = (account[attribute] ?? []) as readonly { readonly value: string }[];
  return elements.map(({ value }) => value).toSorted();
}

export function extensionOf(account: Account, urn = enterprise): Record<string, unknown> {
  return (account[urn] ?? {}) as Record<string, unknown>;
}

/** A cycle over everything that finds nothing to do. */
export async function assertSettled(job: MappingJob, directory: Directory): Promise<void> {
  const { counts } = await job.sync(directory, { all: true });
  const { created, updated, linked, disabled, enabled, deleted } = counts;
  assert.deepEqual([created, updated, linked, disabled, enabled, deleted], [0, 0, 0, 0, 0, 0]);
}
