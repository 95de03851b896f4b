import { isEntitled, pathsOf, type Scope } from "./entitlement.ts";
import type { Instant, TenantModel } from "./model.ts";

/**
 * Since when each reason for access, and for each membership, has held without a break. Somebody who had two
 * reasons in turn may be seen with neither: what shows assignments may lag behind what shows members.
 */
export class Continuity {
  readonly #scope: Scope;
  #since: ReadonlyMap<string, Instant> = new Map();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** To be called after every change. */
  note(model: TenantModel, now: Instant): void {
    const reasons = [...model.users.keys()].flatMap((id) => this.#reasonsOf(model, id));
    this.#since = new Map(reasons.map((reason) => [reason, this.#since.get(reason) ?? now]));
  }

  /** Whether one and the same reason has held since then. */
  hadAccess(userId: string, since: Instant): boolean {
    return this.#holds(`access ${userId} `, since);
  }

  /** The same, with access all along. */
  wasMember(userId: string, groupId: string, since: Instant): boolean {
    return this.hadAccess(userId, since) && this.#holds(`member ${groupId} ${userId} `, since);
  }

  #holds(beginning: string, since: Instant): boolean {
    return [...this.#since].some(([reason, from]) => reason.startsWith(beginning) && from <= since);
  }

  #reasonsOf(model: TenantModel, userId: string): readonly string[] {
    if (!isEntitled(model, userId, this.#scope)) return [];
    const paths = pathsOf(model, userId, this.#scope);
    const access =
      this.#scope.scope === "all"
        ? [`access ${userId} all`]
        : paths.map(({ assignmentId, groups }) => `access ${userId} ${assignmentId} ${groups.join(" ")}`);
    const direct = [...model.groups.keys()].filter((id) => model.membersOf(id).includes(userId));
    return [...access, ...direct.map((groupId) => `member ${groupId} ${userId} direct`)];
  }
}
