import type { ScimTargetConfig } from "../../src/config/config.ts";
import { generic } from "../../src/config/profiles/generic.ts";
import { dialects } from "../../src/config/profiles/patch-choices.ts";
import type { Attributes, ObjectType } from "../../src/rules/directory.ts";
import { matchesKey } from "../../src/rules/matching.ts";
import type { MatchKey } from "../../src/rules/operation.ts";
import { expectedCapabilities, type TargetCapabilities } from "../../src/rules/target-capabilities.ts";
import { unknownTarget } from "../../src/rules/target-description.ts";
import type { TargetObject } from "../../src/rules/target-object.ts";
import type { TargetSchema } from "../../src/rules/target-schema.ts";
import type {
  ListPage,
  MemberWrite,
  MemberWriteResult,
  ObjectWrite,
  ResolvedChange,
  Target,
  Write,
  WriteResult,
} from "../../src/target/target.ts";
import { applyChanges } from "./apply-changes.ts";

/**
 * An application in memory that behaves: it gives ids, refuses names that are taken, and fails when told to.
 */
export type MemoryTarget = Target & {
  readonly users: Map<string, Attributes>;
  readonly groups: Map<string, Attributes>;
  /** Every write that was asked for, refused ones included. */
  readonly writes: readonly Write[];
  /** What it says that it can do. */
  said: Partial<TargetCapabilities>;
  /** As if it had been seen to do this. */
  learn(seen: Partial<TargetCapabilities>): void;
  /** Sees each write first; what it returns is the answer, and nothing is written. */
  refuse: (write: Write) => WriteResult | null;
  /** Sees each result; what it returns is the answer although the write is done: a lost answer, say. */
  distort: (write: Write, result: MemberWriteResult) => MemberWriteResult;
};

/** How a job would name it. */
export const memoryTargetConfig: ScimTargetConfig = {
  type: "scim",
  profile: generic,
  url: "https://scim.example.com",
  auth: { kind: "token", token: "secret", expires: null },
  rateLimit: 1_000,
  concurrency: 4,
  patch: dialects.rfc7644,
  capabilities: {},
  verify: "off",
};

export type MemoryTargetOptions = {
  readonly identity?: string;
  readonly concurrency?: number;
  readonly memberBatch?: number;
  readonly pageSize?: number;
  /** What it says of its attributes; nothing unless given. */
  readonly schema?: TargetSchema | null;
};

export function memoryTarget(options: MemoryTargetOptions = {}): MemoryTarget {
  const { identity = "memory:", concurrency = 4, memberBatch = 100, pageSize = 100, schema = null } = options;
  const users = new Map<string, Attributes>();
  const groups = new Map<string, Attributes>();
  const writes: Write[] = [];
  let known = unknownTarget;
  let requests = 0;
  let lastId = 0;

  function write(write: ObjectWrite, options: { signal: AbortSignal }): Promise<WriteResult>;
  function write(write: MemberWrite, options: { signal: AbortSignal }): Promise<MemberWriteResult>;
  async function write(wanted: Write, { signal }: { signal: AbortSignal }): Promise<MemberWriteResult> {
    await turn(signal);
    writes.push(wanted);
    return target.refuse(wanted) ?? target.distort(wanted, carryOut(wanted));
  }

  function carryOut(wanted: Write): MemberWriteResult {
    switch (wanted.kind) {
      case "create":
        return save(wanted.type, { id: `t${String(++lastId)}`, before: {}, changes: wanted.changes });
      case "update": {
        const before = rows(wanted.type).get(wanted.id);
        return before === undefined ? { kind: "gone" } : save(wanted.type, { ...wanted, before });
      }
      case "delete":
        return rows(wanted.type).delete(wanted.id) ? { kind: "done", id: wanted.id } : { kind: "gone" };
      case "members":
        return changeMembers(wanted);
    }
  }

  function save(
    type: ObjectType,
    { id, before, changes }: { id: string; before: Attributes; changes: readonly ResolvedChange[] },
  ): WriteResult {
    const after = { ...applyChanges(before, changes), id };
    const name = nameOf(type, after);
    for (const [otherId, other] of rows(type)) {
      if (otherId !== id && nameOf(type, other) === name) {
        return { kind: "conflict", message: `the name ${name} is taken` };
      }
    }
    rows(type).set(id, after);
    return { kind: "done", id };
  }

  function changeMembers({ id, add, remove }: MemberWrite): MemberWriteResult {
    const group = groups.get(id);
    if (group === undefined) return { kind: "gone" };
    const before = (group["members"] ?? []) as readonly { value: string }[];
    const kept = before.filter(({ value }) => !remove.includes(value));
    groups.set(id, { ...group, members: [...kept, ...add.map((value) => ({ value }))] });
    return { kind: "done", id };
  }

  async function* list(
    type: ObjectType,
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<ListPage, boolean, undefined> {
    const objects = [...rows(type)].map(([id, attributes]) => withoutMembers(id, attributes));
    const total = objects.length;
    do {
      await turn(signal);
      yield { objects: objects.splice(0, pageSize), total };
    } while (objects.length > 0);
    return true;
  }

  async function find(
    type: ObjectType,
    key: MatchKey,
    { signal }: { signal: AbortSignal },
  ): Promise<readonly TargetObject[]> {
    await turn(signal);
    return [...rows(type)]
      .filter(([, attributes]) => matchesKey(attributes, key))
      .map(([id, attributes]) => withoutMembers(id, attributes));
  }

  async function read(
    type: ObjectType,
    id: string,
    { signal, members = false }: { signal: AbortSignal; members?: boolean },
  ): Promise<TargetObject | null> {
    await turn(signal);
    const attributes = rows(type).get(id);
    if (attributes === undefined) return null;
    return members ? { id, attributes } : withoutMembers(id, attributes);
  }

  /** Every request takes its time: whoever relies on an order that nobody promised is found out. */
  async function turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    requests++;
    await new Promise((resolve) => void setImmediate(resolve));
  }

  function rows(type: ObjectType): Map<string, Attributes> {
    return type === "user" ? users : groups;
  }

  const target: MemoryTarget = {
    identity,
    concurrency,
    memberBatch,
    get requests() {
      return requests;
    },
    users,
    groups,
    writes,
    refuse: () => null,
    distort: (_write, result) => result,
    find,
    list,
    read,
    write,
    get capabilities() {
      return { ...expectedCapabilities, ...known.capabilities, ...known.learned };
    },
    get learned() {
      return known.learned;
    },
    said: {},
    learn(seen) {
      known = { ...known, learned: { ...known.learned, ...seen } };
    },
    async describe({ signal }) {
      await turn(signal);
      return { schema, capabilities: target.said };
    },
    async hasGroups({ signal }) {
      await turn(signal);
      const { hasGroups = true } = target.said;
      if (hasGroups !== target.capabilities.hasGroups) target.learn({ hasGroups });
      return hasGroups;
    },
    assume(description) {
      known = description;
    },
    async *check() {
      yield await Promise.resolve({ name: "Memory answers", ok: true, details: identity, cure: null });
      return { schema, capabilities: {} };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return target;
}

function nameOf(type: ObjectType, attributes: Attributes): string {
  return String(attributes[type === "user" ? "userName" : "displayName"]).toLowerCase();
}

function withoutMembers(id: string, { members: _members, ...attributes }: Attributes): TargetObject {
  return { id, attributes };
}
