import { defaultAccess, type ObjectType } from "../../rules/directory.ts";
import type { ObjectRules, Rules } from "../../rules/rules.ts";
import type { SourceRecord } from "../../rules/source-record.ts";
import { IdSet } from "../id-set.ts";
import type { Entry, EntryCounts } from "./entry.ts";
import { NamedGroups } from "./named-groups.ts";

/** What a read has to know of the rules. */
export type FileReadRules = Pick<Rules, "groupsRead"> & {
  readonly user: Pick<ObjectRules, "relations">;
  readonly group: Pick<ObjectRules, "relations"> | null;
};

const membersPerRecord = 1000;
const doubtsShown = 5;

type Group = { readonly id: string; readonly name: string };

/**
 * Turns entries into records and keeps account of who is there and who is only named. Names that come before
 * the object they name wait for it: a file whose users and groups come first takes the least memory.
 */
export class Census {
  readonly users = new IdSet();
  readonly groups = new IdSet();
  /** Groups that rules ask about. */
  readonly named: NamedGroups;
  readonly #roles = new Set<string>();
  /** Roles that assignments have; none where no rule asks about roles. */
  readonly #rolesHeld = new Set<string>();
  readonly #readsRoles: boolean;
  #assignments = 0;
  readonly #assigned: { readonly type: ObjectType; readonly id: string }[] = [];
  readonly #members: { readonly group: Group; readonly ids: readonly string[] }[] = [];
  readonly #doubts: string[] = [];
  #moreDoubts = 0;

  constructor({ groupsRead, user, group }: FileReadRules) {
    this.named = new NamedGroups(groupsRead);
    this.#readsRoles = [user, group].some((rules) => rules?.relations.includes("roles") === true);
  }

  /** After the last entry: the first role that assignments have and nothing describes; null for none. */
  get undefinedRole(): string | null {
    const [first = null] = this.#rolesHeld.difference(this.#roles);
    return first;
  }

  /** Null: an object, or a role, with this id has been there before. */
  take(entry: Exclude<Entry, { kind: "end" }>): readonly SourceRecord[] | null {
    if (entry.kind === "assignment") return this.#takeAssignment(entry);
    if (entry.kind === "role") return this.#takeRole(entry);
    const { kind: type, id, deleted, attributes } = entry;
    if (this.users.has(id) || this.groups.has(id)) return null;
    (type === "user" ? this.users : this.groups).add(id);
    const state = deleted ? "softDeleted" : "active";
    const record: SourceRecord = { kind: "object", type, id, state, attributes };
    return type === "user" ? [record] : [record, ...this.#takeMembers(entry)];
  }

  get counts(): EntryCounts {
    const { users, groups } = this;
    return {
      users: users.size,
      groups: groups.size,
      assignments: this.#assignments,
      roles: this.#roles.size,
    };
  }

  /** After the last entry: what could not be told before. */
  close(): readonly SourceRecord[] {
    for (const { type, id } of this.#assigned) {
      if (!this.#set(type).has(id))
        this.#doubt(`an assignment names the ${type} "${id}", which is not in the file`);
    }
    return this.#members.flatMap(({ group, ids }) => {
      const { known, unknown } = this.#sort(ids);
      for (const id of unknown)
        this.#doubt(`the group "${group.name}" has the member "${id}", which is not in the file`);
      return known.length === 0 ? [] : memberRecords(group.id, known);
    });
  }

  /** Why nothing may be taken away on the word of this file; to be asked after `close`. */
  get doubts(): readonly string[] {
    return this.#moreDoubts === 0
      ? this.#doubts
      : [...this.#doubts, `and ${this.#moreDoubts} more of the kind`];
  }

  #takeAssignment(entry: Extract<Entry, { kind: "assignment" }>): readonly SourceRecord[] {
    this.#assignments += 1;
    const { principalType, principalId, appRoleId } = entry;
    if (principalType === "ServicePrincipal") return [];
    if (this.#readsRoles && appRoleId !== null && appRoleId !== defaultAccess) this.#rolesHeld.add(appRoleId);
    const type = principalType === "User" ? "user" : "group";
    if (!this.#set(type).has(principalId)) this.#assigned.push({ type, id: principalId });
    return [{ ...entry, principalType }];
  }

  #takeRole(entry: Extract<Entry, { kind: "role" }>): readonly SourceRecord[] | null {
    if (this.#roles.has(entry.id)) return null;
    this.#roles.add(entry.id);
    return [entry];
  }

  #takeMembers(entry: Extract<Entry, { kind: "group" }>): readonly SourceRecord[] {
    const { id, deleted, attributes, members } = entry;
    const name = typeof attributes["displayName"] === "string" ? attributes["displayName"] : id;
    if (!deleted) this.named.see({ id, name });
    if (members === null) {
      this.#doubt(`the group "${name}" does not say who its members are`);
      return [];
    }
    const { known, unknown } = this.#sort(members);
    if (unknown.length > 0) this.#members.push({ group: { id, name }, ids: unknown });
    return memberRecords(id, known);
  }

  #sort(ids: readonly string[]): { known: { id: string; type: ObjectType }[]; unknown: string[] } {
    const known: { id: string; type: ObjectType }[] = [];
    const unknown: string[] = [];
    for (const id of ids) {
      if (this.users.has(id)) known.push({ id, type: "user" });
      else if (this.groups.has(id)) known.push({ id, type: "group" });
      else unknown.push(id);
    }
    return { known, unknown };
  }

  #set(type: ObjectType): IdSet {
    return type === "user" ? this.users : this.groups;
  }

  #doubt(text: string): void {
    if (this.#doubts.length < doubtsShown) this.#doubts.push(text);
    else this.#moreDoubts += 1;
  }
}

function memberRecords(
  groupId: string,
  members: readonly { id: string; type: ObjectType }[],
): readonly SourceRecord[] {
  const records: SourceRecord[] = [];
  let at = 0;
  do {
    records.push({ kind: "members", groupId, members: members.slice(at, at + membersPerRecord) });
    at += membersPerRecord;
  } while (at < members.length);
  return records;
}
