/** How long ago something was at the latest still otherwise: milliseconds of the tenant's clock. */
export type Instant = number;

export type State = "active" | "softDeleted" | "purged";

export type ModelUser = {
  readonly type: "user";
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly managerId: string | null;
  readonly state: State;
};

export type ModelGroup = {
  readonly type: "group";
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly state: State;
};

export type ModelAssignment = {
  readonly id: string;
  readonly principalId: string;
  readonly appRoleId: string;
};

/** Changes of a tenant, in the words of the sandbox's control API. */
export type Change =
  | { readonly kind: "createUser"; readonly id: string; readonly properties: Record<string, unknown> }
  | { readonly kind: "updateUser"; readonly id: string; readonly properties: Record<string, unknown> }
  | { readonly kind: "setManager"; readonly id: string; readonly managerId: string | null }
  | { readonly kind: "createGroup"; readonly id: string; readonly properties: Record<string, unknown> }
  | { readonly kind: "updateGroup"; readonly id: string; readonly properties: Record<string, unknown> }
  | { readonly kind: "softDelete" | "restore" | "purge"; readonly id: string }
  | { readonly kind: "addMember" | "removeMember"; readonly groupId: string; readonly memberId: string }
  | {
      readonly kind: "assign";
      readonly id: string;
      readonly principalId: string;
      readonly appRoleId: string;
    }
  | { readonly kind: "unassign"; readonly principalId: string };

/**
 * What a tenant is after a list of changes, as Entra's documents have it; it shares no code with the sandbox.
 * A change that Entra would refuse is not carried out.
 */
export class TenantModel {
  readonly users = new Map<string, ModelUser>();
  readonly groups = new Map<string, ModelGroup>();
  readonly assignments = new Map<string, ModelAssignment>();
  /** Direct members, deleted ones included: a restore brings them back. */
  readonly #members = new Map<string, Set<string>>();

  /** False: Entra would refuse it, and nothing has changed. */
  apply(change: Change): boolean {
    switch (change.kind) {
      case "createUser": {
        const { id, properties } = change;
        if (this.users.has(id)) return false;
        this.users.set(id, { type: "user", id, properties, managerId: null, state: "active" });
        return true;
      }
      case "createGroup": {
        const { id, properties } = change;
        if (this.groups.has(id)) return false;
        this.groups.set(id, { type: "group", id, properties, state: "active" });
        this.#members.set(id, new Set());
        return true;
      }
      case "updateUser": {
        const user = this.users.get(change.id);
        if (user?.state !== "active") return false;
        this.users.set(user.id, { ...user, properties: { ...user.properties, ...change.properties } });
        return true;
      }
      case "updateGroup": {
        const group = this.groups.get(change.id);
        if (group?.state !== "active") return false;
        this.groups.set(group.id, { ...group, properties: { ...group.properties, ...change.properties } });
        return true;
      }
      case "setManager":
        return this.#setManager(change.id, change.managerId);
      case "softDelete":
        return this.#softDelete(change.id);
      case "restore":
        return this.#setState(change.id, { from: "softDeleted", to: "active" });
      case "purge":
        return this.#purge(change.id);
      case "addMember":
        return this.#addMember(change.groupId, change.memberId);
      case "removeMember":
        return this.membersOf(change.groupId).includes(change.memberId)
          ? (this.#members.get(change.groupId)?.delete(change.memberId) ?? false)
          : false;
      case "assign": {
        const { id, principalId, appRoleId } = change;
        const rows = [...this.assignments.values()];
        const has = rows.some((row) => row.principalId === principalId && row.appRoleId === appRoleId);
        if (has || !this.isActive(principalId)) return false;
        this.assignments.set(id, { id, principalId, appRoleId });
        return true;
      }
      case "unassign":
        return this.isActive(change.principalId) && this.#dropAssignments(change.principalId);
    }
  }

  isActive(id: string): boolean {
    return this.stateOf(id) === "active";
  }

  /** Who was never there counts as purged. */
  stateOf(id: string): State {
    return (this.users.get(id) ?? this.groups.get(id))?.state ?? "purged";
  }

  /** Direct members of an active group who are not deleted. */
  membersOf(groupId: string): readonly string[] {
    if (!this.isActive(groupId)) return [];
    return [...(this.#members.get(groupId) ?? [])].filter((id) => this.isActive(id));
  }

  /** The id of an active user's active manager. */
  managerOf(id: string): string | null {
    const managerId = this.users.get(id)?.managerId ?? null;
    return managerId !== null && this.isActive(managerId) ? managerId : null;
  }

  #setManager(id: string, managerId: string | null): boolean {
    const user = this.users.get(id);
    if (user?.state !== "active" || id === managerId || user.managerId === managerId) return false;
    if (managerId !== null && !this.isActive(managerId)) return false;
    this.users.set(id, { ...user, managerId });
    return true;
  }

  #addMember(groupId: string, memberId: string): boolean {
    if (groupId === memberId || !this.isActive(groupId) || !this.isActive(memberId)) return false;
    const members = this.#members.get(groupId);
    if (members === undefined || members.has(memberId)) return false;
    members.add(memberId);
    return true;
  }

  /** Only Microsoft 365 groups have a bin: other groups are gone at once. */
  #softDelete(id: string): boolean {
    const group = this.groups.get(id);
    const types: unknown = group?.properties["groupTypes"];
    const hasBin = group === undefined || (Array.isArray(types) && types.includes("Unified"));
    return hasBin
      ? this.#setState(id, { from: "active", to: "softDeleted" })
      : this.isActive(id) && this.#purge(id);
  }

  #purge(id: string): boolean {
    const state = this.stateOf(id);
    if (!this.#setState(id, { from: state === "purged" ? "active" : state, to: "purged" })) return false;
    for (const members of this.#members.values()) members.delete(id);
    for (const user of this.users.values()) {
      if (user.managerId === id) this.users.set(user.id, { ...user, managerId: null });
    }
    this.#dropAssignments(id);
    return true;
  }

  #setState(id: string, { from, to }: { readonly from: State; readonly to: State }): boolean {
    const user = this.users.get(id);
    const group = this.groups.get(id);
    if (this.stateOf(id) !== from) return false;
    if (user !== undefined) this.users.set(id, { ...user, state: to });
    if (group !== undefined) this.groups.set(id, { ...group, state: to });
    return user !== undefined || group !== undefined;
  }

  #dropAssignments(principalId: string): boolean {
    const rows = [...this.assignments.values()].filter((row) => row.principalId === principalId);
    for (const { id } of rows) this.assignments.delete(id);
    return rows.length > 0;
  }
}
