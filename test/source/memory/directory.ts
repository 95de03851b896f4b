import type { AppRole, Attributes, ObjectType } from "../../../src/rules/directory.ts";

export type Assignment = { principalId: string; principalType: "User" | "Group"; appRoleId?: string };
export type Entry = { type: ObjectType; state: "active" | "softDeleted"; attributes: Attributes };

/**
 * A directory that behaves: what is assigned is reported whole, everything else can be located. With a feed
 * it reports users who have changed, and answers can be kept from showing what there is.
 */
export class MemoryDirectory {
  readonly objects = new Map<string, Entry>();
  readonly members = new Map<string, Set<string>>();
  readonly assignments = new Map<string, Assignment>();
  /** Roles of the application. */
  readonly roles: AppRole[] = [];
  readonly unreadable = new Set<string>();
  doubts: readonly string[] = [];
  warnings: readonly string[] = [];
  identity = "memory:tenant-1";
  confirmAfterMs: number | null = null;
  /** `users`: of users only those who have changed are reported; `groups`: who has left a group, besides. */
  readonly feeds = new Set<"users" | "groups">();
  /** Groups that the feed of groups says nobody is in. */
  readonly saidEmpty = new Set<string>();
  /** How many users a read that goes on reads again in turn. */
  turns = 0;
  /** Members of groups in groups are read, too. */
  nested = false;
  /** What no answer shows: ids of objects, `a-` and the id for assignments, `group/member`. */
  readonly hidden = new Set<string>();
  /** Groups whose members cannot be read. */
  readonly hiddenMembers = new Set<string>();
  /** Ids of users in the order of their changes. */
  readonly changes: string[] = [];
  /** Called before each page, with its number from 0; may throw. */
  beforePage: (page: number) => void = () => undefined;
  /** Called before objects are looked for by themselves. */
  beforeLocate: () => void = () => undefined;

  addUser(id: string, attributes: Attributes = {}): this {
    const userPrincipalName = `${id}@example.com`;
    return this.#put(id, {
      type: "user",
      state: "active",
      attributes: { id, userPrincipalName, displayName: id, accountEnabled: true, ...attributes },
    });
  }

  addGroup(id: string, members: readonly string[] = []): this {
    this.members.set(id, new Set(members));
    return this.#put(id, { type: "group", state: "active", attributes: { id, displayName: id } });
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
    return this.#put(id, { ...entry, attributes: { ...entry.attributes, ...attributes } });
  }

  softDelete(id: string): this {
    const entry = this.objects.get(id);
    return entry === undefined ? this : this.#put(id, { ...entry, state: "softDeleted" });
  }

  restore(id: string): this {
    const entry = this.objects.get(id);
    return entry === undefined ? this : this.#put(id, { ...entry, state: "active" });
  }

  purge(id: string): this {
    this.changes.push(id);
    this.objects.delete(id);
    this.members.delete(id);
    for (const members of this.members.values()) members.delete(id);
    return this.unassign(id);
  }

  #put(id: string, entry: Entry): this {
    this.changes.push(id);
    this.objects.set(id, entry);
    return this;
  }
}
