import type { EntraSourceConfig } from "../../config/config.ts";
import { StopError } from "../../rules/stop-error.ts";
import type { Graph } from "./client.ts";
import { graphFault, isNotFound, permissions, unexpectedBody } from "./graph-fault.ts";
import { idOf, isRow, textOf } from "./row.ts";

/** The application in the tenant: who is assigned to it is in scope. */
export type ServicePrincipal = { readonly id: string; readonly name: string };

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
  const url = `/servicePrincipals${path}?$select=id,appId,displayName,accountEnabled`;
  const answer = await graph.get(url, { signal });
  const { status, body } = answer;
  // 400: the id is not even shaped like one.
  if (isNotFound(answer) || status === 400) {
    throw new StopError("sourceMissing", `Cannot find the service principal with the ${key} in the tenant`, {
      cure: "Check source.servicePrincipalId: it is the Object ID under Entra, Enterprise applications (not App registrations)",
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
  return { id, name };
}
