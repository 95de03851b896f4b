import { isDeepStrictEqual } from "node:util";
import type { Attributes } from "../../../rules/directory.ts";
import { isRow, type Row } from "../row.ts";
import type { Selection } from "../selection.ts";

/**
 * Whether a direct read of somebody bears out what the feed says; null: the user is not there. The servers
 * behind the two may be minutes apart, either way, and the feed repeats itself.
 */
export type Claim = (found: Attributes | null) => boolean;

/** What the feed says of users, by their ids. */
export class Claims {
  readonly #claims = new Map<string, Claim[]>();

  get ids(): readonly string[] {
    return [...this.#claims.keys()];
  }

  add(id: string, claim: Claim): void {
    const known = this.#claims.get(id);
    if (known === undefined) this.#claims.set(id, [claim]);
    else known.push(claim);
  }

  areBorneOut(id: string, found: Attributes | null): boolean {
    return (this.#claims.get(id) ?? []).every((claim) => claim(found));
  }
}

export function isRemoved(row: Row): boolean {
  return row["@removed"] !== undefined;
}

/** Whether one of the rows says that the user is gone for good. */
export function isPurged(rows: readonly Row[] = []): boolean {
  return rows.some(({ "@removed": removed }) => isRow(removed) && removed["reason"] === "deleted");
}

/** What a row says of the user. One that says nothing that can be seen bears nothing out. */
export function ownClaim(row: Row, { user, manager }: Selection): Claim {
  if (isRemoved(row)) return (found) => found === null;
  const said = manager.length === 0 ? undefined : managerIn(row);
  const saysSomething = said !== undefined || user.some((property) => isSaid(row, property));
  return (found) => {
    if (found === null || !saysSomething || !agrees(row, found, user)) return false;
    return said === undefined || said === (managerOf(found)?.["id"] ?? null);
  };
}

/** What the row of a manager says of a report. */
export function managerClaim(row: Row, managerId: string, { manager }: Selection): Claim {
  return (found) => {
    const read = found === null ? null : managerOf(found);
    if (read === null || read["id"] !== managerId) return true;
    return !isRemoved(row) && agrees(row, read, manager);
  };
}

/** What the list of a manager's reports says of one of them. */
export function reportClaim(managerId: string): Claim {
  return (found) => found === null || managerOf(found)?.["id"] === managerId;
}

/** A property that is null and one that is not there are the same; a row has only those that changed. */
function agrees(row: Row, found: Attributes, properties: readonly string[]): boolean {
  return properties
    .filter((property) => Object.hasOwn(row, property))
    .every((property) => isDeepStrictEqual(row[property] ?? null, found[property] ?? null));
}

function isSaid(row: Row, property: string): boolean {
  return property !== "id" && Object.hasOwn(row, property);
}

/** The manager's id by a row; null: none any more; undefined: the row says nothing of the manager. */
function managerIn(row: Row): string | null | undefined {
  const changes: unknown = row["manager@delta"];
  if (!Array.isArray(changes)) return undefined;
  const now: unknown = changes.findLast((change: unknown) => isRow(change) && !isRemoved(change));
  return isRow(now) && typeof now["id"] === "string" ? now["id"] : null;
}

function managerOf({ manager }: Attributes): Row | null {
  return isRow(manager) ? manager : null;
}
