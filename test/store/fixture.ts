import type { Attributes, ObjectType } from "../../src/rules/directory.ts";
import type { Failure, Operation } from "../../src/rules/operation.ts";
import type { SourceRecord } from "../../src/rules/source-record.ts";
import type { Unkept } from "../../src/rules/unkept.ts";
import type { LogEntry } from "../../src/store/log.ts";
import type { Escrow, Outcome, StoredOperation } from "../../src/store/operations.ts";
import type { JobStore } from "../../src/store/store.ts";

export const now = new Date("2026-11-21T12:00:00.000Z");

export function later(ms: number): Date {
  return new Date(now.getTime() + ms);
}

export function user(id: string, attributes: Attributes = { displayName: id }): SourceRecord {
  return { kind: "object", type: "user", id, state: "active", attributes };
}

export function group(id: string, state: "active" | "softDeleted" = "active"): SourceRecord {
  return { kind: "object", type: "group", id, state, attributes: { displayName: id } };
}

export function role(id: string, value: string | null = id, displayName: string = `${value}`): SourceRecord {
  return { kind: "role", id, value, displayName };
}

export function assigned(
  principalId: string,
  principalType: "User" | "Group",
  appRoleId: string | null = null,
): SourceRecord {
  return { kind: "assignment", id: `${principalId} assignment`, principalId, principalType, appRoleId };
}

export function members(groupId: string, ids: readonly string[], type: ObjectType = "user"): SourceRecord {
  return { kind: "members", groupId, members: ids.map((id) => ({ id, type })) };
}

/** One complete read of the directory. */
export async function readDirectory({ mirror }: JobStore, records: readonly SourceRecord[]): Promise<number> {
  const read = await mirror.begin();
  await mirror.save({ records }, read);
  await mirror.end(read, { watermark: null, keep: "none" });
  return read;
}

export async function dueIds(
  { mirror }: JobStore,
  type: ObjectType,
  options: { all?: boolean; now?: Date } = {},
): Promise<readonly string[]> {
  const due = await mirror.due({ type, all: false, now, after: null, limit: 100, ...options });
  return due.map(({ object }) => object.id);
}

export function operation(
  type: ObjectType,
  id: string,
  given: Partial<Omit<Operation, "type" | "source">> = {},
): Operation {
  return {
    kind: "create",
    type,
    source: { id, name: `${id}@example.com` },
    targetId: null,
    changes: [],
    match: [],
    link: { kind: "keep" },
    applied: null,
    unkept: null,
    reason: null,
    message: null,
    steps: [],
    ...given,
  };
}

export function skip(type: ObjectType, id: string, given: Partial<Operation> = {}): Operation {
  return operation(type, id, { kind: "skip", reason: "RedundantExport", ...given });
}

export function outcome(stored: StoredOperation, given: Partial<Outcome> = {}): Outcome {
  return {
    operation: stored,
    link: { kind: "keep" },
    unresolved: [],
    escrow: null,
    again: false,
    pending: false,
    log: null,
    counts: [],
    ...given,
  };
}

/** A link as most outcomes set it. */
export function linkTo(
  targetId: string,
  state: "active" | "disabled" = "active",
  unkept: Unkept | null = null,
): Outcome["link"] {
  return { kind: "set", targetId, state, applied: "digest", membersKnown: true, unkept };
}

export const failure: Failure = { code: "AttributeConflict", message: "taken", cure: null, transient: false };

export function escrow(nextTry: Date | null): Escrow {
  return { operation: "create", failure, attempts: 1, firstFailed: now, nextTry };
}

export function logEntry(id: string, given: Partial<LogEntry> = {}): LogEntry {
  return {
    time: now.toISOString(),
    job: "dialpad",
    cycleId: "c1",
    action: "create",
    status: "success",
    type: "user",
    source: { id, name: `${id}@example.com` },
    target: { id: `t-${id}` },
    steps: [{ name: "scoping", status: "success", details: "assigned" }],
    changes: [{ path: "title", from: null, to: "Boss" }],
    error: null,
    durationMs: 3,
    ...given,
  };
}

/** Plans one operation and takes it, as apply does. */
export async function taken({ operations }: JobStore, planned: Operation): Promise<StoredOperation> {
  await operations.clear();
  await operations.add([planned]);
  for (const phase of ["users", "groups", "userRemovals", "groupRemovals"] as const) {
    const [first] = await operations.take({ phase, level: 0, limit: 1 });
    if (first !== undefined) return first;
  }
  throw new Error("Cannot take the operation as no phase has it");
}

/** Gives objects of the mirror their links, nothing dirty afterwards. */
export async function linkAll(
  job: JobStore,
  type: ObjectType,
  links: Readonly<Record<string, string>>,
): Promise<void> {
  await job.operations.clear();
  await job.operations.add(Object.keys(links).map((id) => operation(type, id)));
  const phase = type === "user" ? "users" : "groups";
  const operations = await job.operations.take({ phase, level: 0, limit: 1_000 });
  await job.operations.commit(
    operations.map((stored) => outcome(stored, { link: linkTo(links[stored.source.id] ?? "") })),
  );
}

/** Plans, takes and commits one operation. */
export async function carryOut(
  job: JobStore,
  planned: Operation,
  given: Partial<Outcome> = {},
): Promise<void> {
  await job.operations.commit([outcome(await taken(job, planned), given)]);
}

/** Settles everything that is due, as skips that are not worth telling. */
export async function settleAll(job: JobStore): Promise<void> {
  await job.operations.clear();
  for (const type of ["user", "group"] as const) {
    const ids = await dueIds(job, type);
    await job.operations.add(ids.map((id) => skip(type, id)));
  }
  await job.operations.settleSkips(({ source }) => logEntry(source.id));
}
