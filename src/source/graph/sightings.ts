import { StopError } from "../../rules/stop-error.ts";
import { IdSet } from "../id-set.ts";
import type { KnownObjects } from "../source.ts";
import { grant, permissions } from "./graph-fault.ts";

const maxUnreadableShare = 0.05;
const minRowsForShare = 20;

/** Whom one read has seen so far, and whom it has looked for in vain; it keeps only their ids. */
export class Sightings {
  /** Those reported so far. */
  readonly users = new IdSet();
  readonly groups = new IdSet();
  /** Users whom direct reads have looked for in vain. */
  readonly missed = new IdSet();
  /** Groups whose members have been read. */
  readonly groupsWithMembers = new Set<string>();
  /** Those of them that nobody is in. */
  readonly emptyGroups = new Set<string>();
  #unreadable = 0;

  /** Whether the read has reported the user, or has looked for the user in vain. */
  accountsFor(userId: string): boolean {
    return this.users.has(userId) || this.missed.has(userId);
  }

  countUnreadable(): void {
    this.#unreadable += 1;
  }

  /** Rows without attributes are a permission that is missing, not people without names. */
  async refuseUnreadable(known: KnownObjects, { complete }: { readonly complete: boolean }): Promise<void> {
    const read = this.users.size;
    const all = complete ? read : Math.max(read, await known.countActive("user"));
    const share = all === 0 ? 0 : this.#unreadable / all;
    const tooMany = share > maxUnreadableShare && all >= minRowsForShare;
    const nobody = read > 0 && this.#unreadable === read && read >= Math.min(minRowsForShare, all);
    if (!tooMany && !nobody) return;
    const of = complete || nobody ? read : all;
    const text = `Cannot read the users as ${this.#unreadable} of ${of} come without any attribute: at most 5 % may`;
    throw new StopError("permission", text, { cure: grant(permissions.users) });
  }
}
