import type { SourcePage, SourceRecord } from "../../rules/source-record.ts";
import type { Graph } from "./client.ts";
import { permissions, unexpectedBody } from "./graph-fault.ts";
import { pages, pageTop } from "./pages.ts";
import { type Row, textOf } from "./row.ts";
import type { ServicePrincipal } from "./service-principal.ts";

/** The principals of all assignments. */
export type Assigned = {
  readonly groups: readonly string[];
  /** Ids in portions, each portion one text with blanks between: a million ids take a third of the room. */
  readonly users: readonly string[];
};

/** Every assignment to the application, in the pages Graph gives; service principals are not provisioned. */
export async function* assignmentPages(
  graph: Graph,
  servicePrincipal: ServicePrincipal,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<SourcePage, Assigned, undefined> {
  const purpose = {
    action: `read the assignments of "${servicePrincipal.name}"`,
    permission: permissions.application,
  };
  const groups = new Set<string>();
  const users: string[] = [];
  const url = `/servicePrincipals/${servicePrincipal.id}/appRoleAssignedTo?${pageTop}`;
  for await (const rows of pages(graph, url, { signal, purpose })) {
    const records: SourceRecord[] = [];
    const userIds: string[] = [];
    for (const row of rows) {
      const record = assignmentOf(row);
      if (record === null) throw unexpectedBody(row, purpose, "a list of assignments");
      if (record.kind === "other") continue;
      records.push(record);
      if (record.principalType === "Group") groups.add(record.principalId);
      else userIds.push(record.principalId);
    }
    if (userIds.length > 0) users.push(userIds.join(" "));
    yield { records };
  }
  return { groups: [...groups], users };
}

function assignmentOf(row: Row): Extract<SourceRecord, { kind: "assignment" }> | { kind: "other" } | null {
  const id = textOf(row, "id");
  const principalId = textOf(row, "principalId");
  const principalType = row["principalType"];
  if (id === undefined || principalId === undefined || typeof principalType !== "string") return null;
  if (principalType !== "User" && principalType !== "Group") return { kind: "other" };
  return { kind: "assignment", id, principalId, principalType, appRoleId: textOf(row, "appRoleId") ?? null };
}
