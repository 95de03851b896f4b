import type { AppRole, Attributes, ObjectType } from "../../src/rules/directory.ts";
import type { SourceEnd, SourcePage, SourceRecord, Whereabouts } from "../../src/rules/source-record.ts";
import type { Source, SourceCheck } from "../../src/source/source.ts";

type Assignment = { principalId: string; principalType: "User" | "Group"; appRoleId?: string };
type Entry = { type: ObjectType; state: "active" | "softDeleted"; attributes: Attributes };

/** A directory that behaves: what is assigned is reported whole, everything else can be located. */
export class MemoryDirectory {
  readonly objects = new Map<string, Entry>();
  readonly members = new Map<string, Set<string>>();
  readonly assignments = new Map<string, Assignment>();
  /** Roles of the application. */
  readonly roles: AppRole[] = [];
  readonly unreadable = new Set<string>();
  doubts: readonly string[] = [];
  identity = "memory:tenant-1";

  addUser(id: string, attributes: Attributes = {}): this {
    const userPrincipalName = `${id}@example.com`;
    this.objects.set(id, {
      type: "user",
      state: "active",
      attributes: { id, userPrincipalName, displayName: id, accountEnabled: true, ...attributes },
    });
    return this;
  }

  addGroup(id: string, members: readonly string[] = []): this {
    this.objects.set(id, { type: "group", state: "active", attributes: { id, displayName: id } });
    this.members.set(id, new Set(members));
    return this;
  }

  assign(...ids: readonly string[]): this {
    for (const id of ids) {
      const principalType = this.objects.get(id)?.type === "group" ? "Group" : "User";
      this.assignments.set(`a-${id}`, { principalId: id, principalType });
    }
    return this;
  }

  /** Assigns with a role, which becomes one of the application's. */
  assignAs(role: AppRole, ...ids: readonly string[]): this {
    if (!this.roles.some(({ id }) => id === role.id)) this.roles.push(role);
    for (const id of ids) {
      const principalType = this.objects.get(id)?.type === "group" ? "Group" : "User";
      this.assignments.set(`a-${id}`, { principalId: id, principalType, appRoleId: role.id });
    }
    return this;
  }

  unassign(...ids: readonly string[]): this {
    for (const id of ids) this.assignments.delete(`a-${id}`);
    return this;
  }

  change(id: string, attributes: Attributes): this {
    const entry = this.objects.get(id);
    if (entry === undefined) throw new Error(`${id} is not in the directory`);
    this.objects.set(id, { ...entry, attributes: { ...entry.attributes, ...attributes } });
    return this;
  }

  softDelete(id: string): this {
    const entry = this.objects.get(id);
    if (entry !== undefined) this.objects.set(id, { ...entry, state: "softDeleted" });
    return this;
  }

  restore(id: string): this {
    const entry = this.objects.get(id);
    if (entry !== undefined) this.objects.set(id, { ...entry, state: "active" });
    return this;
  }

  purge(id: string): this {
    this.objects.delete(id);
    this.members.delete(id);
    for (const members of this.members.values()) members.delete(id);
    return this.unassign(id);
  }

  source(): Source {
    return memorySource(this);
  }
}

function memorySource(directory: MemoryDirectory): Source {
  let requests = 0;
  return {
    identity: directory.identity,
    get requests() {
      return requests;
    },
    // oxlint-disable-next-line typescript/require-await -- the port is asynchronous, memory is not
    async *read(): AsyncGenerator<SourcePage, SourceEnd, undefined> {
      requests += 1;
      for (const record of recordsOf(directory)) yield { records: [record] };
      return { complete: true, doubts: directory.doubts, watermark: null };
    },
    locate(_type, ids) {
      requests += 1;
      return Promise.resolve(ids.map((id) => whereabouts(directory, id)));
    },
    async *check(): AsyncGenerator<SourceCheck, void, undefined> {
      // Nothing can be wrong with memory.
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function recordsOf(directory: MemoryDirectory): readonly SourceRecord[] {
  const groupIds = [...directory.assignments.values()]
    .filter(({ principalType }) => principalType === "Group")
    .map(({ principalId }) => principalId);
  const reached = new Set([...directory.assignments.values()].map(({ principalId }) => principalId));
  for (const groupId of groupIds) for (const id of directory.members.get(groupId) ?? []) reached.add(id);
  return [
    ...directory.roles.map((role): SourceRecord => ({ kind: "role", ...role })),
    ...[...directory.assignments].map(([id, { principalId, principalType, appRoleId }]): SourceRecord => {
      return { kind: "assignment", id, principalId, principalType, appRoleId: appRoleId ?? null };
    }),
    ...[...reached].flatMap((id) => objectRecord(directory, id)),
    ...groupIds.map((groupId): SourceRecord => {
      const members = [...(directory.members.get(groupId) ?? [])].map((id) => ({
        id,
        type: "user" as const,
      }));
      return { kind: "members", groupId, members };
    }),
  ];
}

function objectRecord(directory: MemoryDirectory, id: string): readonly SourceRecord[] {
  const entry = directory.objects.get(id);
  if (entry === undefined) return [];
  if (directory.unreadable.has(id)) return [{ kind: "unreadable", type: entry.type, id }];
  return [{ kind: "object", id, ...entry }];
}

function whereabouts(directory: MemoryDirectory, id: string): Whereabouts {
  const entry = directory.objects.get(id);
  if (entry === undefined) return { kind: "hardDeleted" };
  if (directory.unreadable.has(id)) return { kind: "unreadable" };
  return { kind: entry.state, attributes: entry.attributes };
}
