import type { SourceRecord } from "../../rules/source-record.ts";
import type { Graph } from "./client.ts";
import { permissions, unexpectedBody } from "./graph-fault.ts";
import { pages, pageTop } from "./pages.ts";
import { type Row, textOf } from "./row.ts";
import type { ServicePrincipal } from "./service-principal.ts";

export type AssignmentRecord = Extract<SourceRecord, { kind: "assignment" }>;

/** Assignments of groups, by their groups. */
export type GroupAssignments = ReadonlyMap<string, readonly AssignmentRecord[]>;

/** Every assignment to the application, in the pages Graph gives; service principals are not provisioned. */
export async function* assignmentPages(
  graph: Graph,
  servicePrincipal: ServicePrincipal,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<{ readonly records: readonly AssignmentRecord[] }, void, undefined> {
  const purpose = {
    action: `read the assignments of "${servicePrincipal.name}"`,
    permission: permissions.application,
  };
  const url = `/servicePrincipals/${servicePrincipal.id}/appRoleAssignedTo?${pageTop}`;
  for await (const rows of pages(graph, url, { signal, purpose })) {
    const records: AssignmentRecord[] = [];
    for (const row of rows) {
      const record = assignmentOf(row);
      if (record === null) throw unexpectedBody(row, purpose, "a list of assignments");
      if (record.kind === "assignment") records.push(record);
    }
    yield { records };
  }
}

/**
 * The same in two steps: the assignments of users, page by page, and those of groups at the end, as not all
 * of them count.
 */
export async function* userAssignmentPages(
  graph: Graph,
  servicePrincipal: ServicePrincipal,
  options: { signal: AbortSignal; onUsers?: (ids: readonly string[]) => Promise<void> },
): AsyncGenerator<{ readonly records: readonly AssignmentRecord[] }, GroupAssignments, undefined> {
  const ofGroups: AssignmentRecord[] = [];
  for await (const { records } of assignmentPages(graph, servicePrincipal, options)) {
    const ofUsers = records.filter(({ principalType }) => principalType === "User");
    await options.onUsers?.(ofUsers.map(({ principalId }) => principalId));
    yield { records: ofUsers };
    ofGroups.push(...records.filter(({ principalType }) => principalType === "Group"));
  }
  return Map.groupBy(ofGroups, ({ principalId }) => principalId);
}

function assignmentOf(row: Row): AssignmentRecord | { kind: "other" } | null {
  const id = textOf(row, "id");
  const principalId = textOf(row, "principalId");
  const principalType = row["principalType"];
  if (id === undefined || principalId === undefined || typeof principalType !== "string") return null;
  if (principalType !== "User" && principalType !== "Group") return { kind: "other" };
  return { kind: "assignment", id, principalId, principalType, appRoleId: textOf(row, "appRoleId") ?? null };
}
