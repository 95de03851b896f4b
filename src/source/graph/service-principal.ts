import type { EntraSourceConfig } from "../../config/config.ts";
import type { SourceRecord } from "../../rules/source-record.ts";
import { StopError } from "../../rules/stop-error.ts";
import type { Graph } from "./client.ts";
import { graphFault, isNotFound, permissions, type Purpose, unexpectedBody } from "./graph-fault.ts";
import { idOf, isRow, type Row, textOf } from "./row.ts";

/** The application in the tenant: who is assigned to it is in scope. */
export type ServicePrincipal = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly RoleRecord[];
};

type RoleRecord = Extract<SourceRecord, { kind: "role" }>;

/**
 * Reads it by its object id or its application id. A missing or disabled one is never "nobody is assigned".
 */
export async function findServicePrincipal(
  graph: Graph,
  { servicePrincipal }: EntraSourceConfig,
  { signal }: { signal: AbortSignal },
): Promise<ServicePrincipal> {
  const [key, path] =
    "id" in servicePrincipal
      ? [`id ${servicePrincipal.id}`, `/${encodeURIComponent(servicePrincipal.id)}`]
      : [
          `appId ${servicePrincipal.appId}`,
          `(appId='${encodeURIComponent(servicePrincipal.appId.replaceAll("'", "''"))}')`,
        ];
  const purpose = { action: "read the service principal", permission: permissions.application };
  const url = `/servicePrincipals${path}?$select=id,appId,displayName,accountEnabled,appRoles`;
  const answer = await graph.get(url, { signal });
  const { status, body } = answer;
  // 400: the id is not even shaped like one.
  if (isNotFound(answer) || status === 400) {
    throw new StopError("sourceMissing", `Cannot find the service principal with the ${key} in the tenant`, {
      cure: "Check source.servicePrincipalId: it is the Object ID under Entra, Enterprise applications (not App registrations); or it was deleted in the tenant: restore or recreate it",
    });
  }
  if (status !== 200) throw graphFault(answer, purpose);
  const id = isRow(body) ? idOf(body) : undefined;
  if (!isRow(body) || id === undefined) throw unexpectedBody(body, purpose, "a service principal");
  const name = textOf(body, "displayName") ?? id;
  if (body["accountEnabled"] === false) {
    throw new StopError("sourceMissing", `Cannot use the service principal "${name}" as it is disabled`, {
      cure: "Enable it: Entra, Enterprise applications, Properties, Enabled for users to sign in",
    });
  }
  return { id, name, roles: rolesOf(body, purpose) };
}

/** Disabled ones too: who has one still has it. */
function rolesOf(body: Row, purpose: Purpose): readonly RoleRecord[] {
  const rows: unknown = body["appRoles"];
  if (!Array.isArray(rows)) throw unexpectedBody(body, purpose, "a service principal with its app roles");
  return rows.map((row: unknown) => {
    const id = isRow(row) ? idOf(row) : undefined;
    if (!isRow(row) || id === undefined) throw unexpectedBody(body, purpose, "app roles with an id");
    const value = textOf(row, "value") ?? null;
    return { kind: "role", id, value, displayName: textOf(row, "displayName") ?? value ?? id };
  });
}
