import { timestamp } from "../clock.ts";
import type { DirectoryChange } from "./change.ts";
import {
  type Assignment,
  type DirectoryGroup,
  type DirectoryObject,
  type DirectoryUser,
  isUnified,
  type ServicePrincipal,
} from "./directory-object.ts";

/** The users, groups and assignments of one tenant as they are after some changes. */
export class DirectoryState {
  readonly #objects = new Map<string, DirectoryObject>();
  readonly #members = new Map<string, Set<string>>();
  readonly #assignments = new Map<string, Assignment>();
  #servicePrincipal: ServicePrincipal | null;

  constructor(application: ServicePrincipal) {
    this.#servicePrincipal = application;
  }

  get servicePrincipal(): ServicePrincipal | null {
    return this.#servicePrincipal;
  }

  object(id: string): DirectoryObject | null {
    return this.#objects.get(id) ?? null;
  }

  users(): DirectoryUser[] {
    return [...this.#objects.values()].filter((object) => object.type === "user");
  }

  groups(): DirectoryGroup[] {
    return [...this.#objects.values()].filter((object) => object.type === "group");
  }

  members(groupId: string): DirectoryObject[] {
    const ids = [...(this.#members.get(groupId) ?? [])];
    return ids.map((id) => this.object(id)).filter((object) => object !== null);
  }

  assignments(): Assignment[] {
    return [...this.#assignments.values()];
  }

  /** Throws, and does nothing, when the change names something that is not there. `at`: when it happened. */
  apply(change: DirectoryChange, at: number): void {
    switch (change.kind) {
      case "createUser": {
        const { id, properties } = change;
        this.#add({ type: "user", id, properties, managerId: null, deletedDateTime: null });
        return;
      }
      case "createGroup": {
        const { id, properties } = change;
        this.#add({ type: "group", id, properties, deletedDateTime: null });
        return;
      }
      case "createOther": {
        const { id, type, displayName } = change;
        this.#add({ type, id, properties: { displayName }, deletedDateTime: null });
        return;
      }
      case "updateUser":
      case "updateGroup": {
        const object = this.#existing(change.id);
        this.#put({ ...object, properties: { ...object.properties, ...change.properties } });
        return;
      }
      case "setManager": {
        const user = this.#existing(change.id);
        if (user.type !== "user") throw new Error(`Cannot set the manager of ${user.type} ${user.id}`);
        if (change.managerId !== null) this.#existing(change.managerId);
        this.#put({ ...user, managerId: change.managerId });
        return;
      }
      case "softDelete":
        this.#softDelete(change.id, at);
        return;
      case "restore":
        this.#put({ ...this.#existing(change.id), deletedDateTime: null });
        return;
      case "purge":
        this.#purge(this.#existing(change.id).id);
        return;
      case "addMember":
        this.#existing(change.memberId);
        this.#membersOf(change.groupId).add(change.memberId);
        return;
      case "removeMember":
        if (!this.#membersOf(change.groupId).delete(change.memberId)) {
          throw new Error(`Cannot remove ${change.memberId} from group ${change.groupId}: it is no member`);
        }
        return;
      case "assign": {
        const { id, appRoleId } = change;
        const principalId = this.#existing(change.principalId).id;
        const createdDateTime = timestamp(at);
        this.#assignments.set(id, { id, principalId, appRoleId, createdDateTime });
        return;
      }
      case "unassign":
        if (!this.#dropAssignments(change.principalId)) {
          throw new Error(`Cannot unassign ${change.principalId}: it is not assigned`);
        }
        return;
      case "updateServicePrincipal": {
        if (this.#servicePrincipal === null)
          throw new Error("Cannot update the service principal: it is gone");
        const properties = { ...this.#servicePrincipal.properties, ...change.properties };
        this.#servicePrincipal = { ...this.#servicePrincipal, properties };
        return;
      }
      case "removeServicePrincipal":
        this.#servicePrincipal = null;
        this.#assignments.clear();
        return;
    }
  }

  #add(object: DirectoryObject): void {
    if (this.#objects.has(object.id))
      throw new Error(`Cannot create ${object.type} ${object.id}: the id is taken`);
    this.#put(object);
    if (object.type === "group") this.#members.set(object.id, new Set());
  }

  #put(object: DirectoryObject): void {
    this.#objects.set(object.id, object);
  }

  #existing(id: string): DirectoryObject {
    const object = this.object(id);
    if (object === null) throw new Error(`Cannot change ${id}: there is no such object in the directory`);
    return object;
  }

  #membersOf(groupId: string): Set<string> {
    const members = this.#members.get(groupId);
    if (members === undefined)
      throw new Error(`Cannot change the members of ${groupId}: there is no such group`);
    return members;
  }

  #softDelete(id: string, at: number): void {
    const object = this.#existing(id);
    if (object.type === "user" || (object.type === "group" && isUnified(object))) {
      this.#put({ ...object, deletedDateTime: timestamp(at) });
    } else {
      this.#purge(id);
    }
  }

  #purge(id: string): void {
    this.#objects.delete(id);
    this.#members.delete(id);
    for (const members of this.#members.values()) members.delete(id);
    for (const user of this.users()) if (user.managerId === id) this.#put({ ...user, managerId: null });
    this.#dropAssignments(id);
  }

  #dropAssignments(principalId: string): boolean {
    const rows = this.assignments().filter((row) => row.principalId === principalId);
    for (const { id } of rows) this.#assignments.delete(id);
    return rows.length > 0;
  }
}
