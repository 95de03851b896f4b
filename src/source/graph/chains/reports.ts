import { batchGet } from "../batch.ts";
import { graphFault, isNotFound, permissions, unexpectedBody } from "../graph-fault.ts";
import { pageIn, pagesFrom, pageTop, selecting } from "../pages.ts";
import type { Reading } from "../reading.ts";
import { idOf, type Row } from "../row.ts";
import { type Claims, isRemoved, managerClaim, reportClaim } from "./claims.ts";

const readReports = { action: "read the direct reports", permission: permissions.users } as const;

/**
 * Adds what rows of managers say of their reports, who have no rows of their own when something of the
 * manager changes.
 */
export async function claimOfReports(
  { known, selection }: Reading,
  rows: ReadonlyMap<string, readonly Row[]>,
  claims: Claims,
): Promise<void> {
  const telling = [...rows].filter(([, each]) => each.some((row) => tellsOfManager(row, selection.manager)));
  if (telling.length === 0) return;
  const managerIds = telling.map(([id]) => id);
  for (const { id, managerId } of await known.reportsOf(managerIds)) {
    for (const row of rows.get(managerId) ?? []) claims.add(id, managerClaim(row, managerId, selection));
  }
}

/**
 * Adds that these users are the managers of their direct reports. Who comes back from deletion is a manager
 * again, and nothing but the list of the reports says of whom. Returns the users that cannot be found.
 */
export async function claimOfReturned(
  reading: Reading,
  managerIds: readonly string[],
  claims: Claims,
): Promise<readonly string[]> {
  const { graph, known } = reading;
  const asking = reading.asking(readReports);
  const urls = managerIds.map(
    (id) => `/users/${encodeURIComponent(id)}/directReports?${selecting(["id"])}&${pageTop}`,
  );
  const missing: string[] = [];
  for (const [index, answer] of (await batchGet(graph, urls, asking)).entries()) {
    const managerId = managerIds[index] ?? "";
    const url = urls[index] ?? "";
    if (isNotFound(answer)) {
      missing.push(managerId);
      continue;
    }
    if (answer.status !== 200) throw graphFault(answer, readReports);
    for await (const rows of pagesFrom(graph, pageIn(answer, { url, purpose: readReports }), asking)) {
      for (const id of await known.which("user", rows.map(identified)))
        claims.add(id, reportClaim(managerId));
    }
  }
  return missing;
}

/**
 * Whether it may be somebody who was deleted: the deletion has changed the name, the return changed it back.
 */
export function mayBeReturned(row: Row): boolean {
  return !isRemoved(row) && Object.hasOwn(row, "userPrincipalName");
}

/** The id of a manager is always read, and never changes. */
function tellsOfManager(row: Row, properties: readonly string[]): boolean {
  if (properties.length === 0) return false;
  return isRemoved(row) || properties.some((property) => property !== "id" && Object.hasOwn(row, property));
}

function identified(row: Row): string {
  const id = idOf(row);
  if (id === undefined) throw unexpectedBody(row, readReports, "users with an id");
  return id;
}
