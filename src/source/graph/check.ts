import type { EntraSourceConfig } from "../../config/config.ts";
import { StopError } from "../../rules/stop-error.ts";
import type { SourceCheck } from "../source.ts";
import { assignmentPages } from "./assignments.ts";
import type { Graph } from "./client.ts";
import type { Endpoints } from "./endpoints.ts";
import { asStopError, permissions } from "./graph-fault.ts";
import { findNamedGroups } from "./named-groups.ts";
import { page } from "./pages.ts";
import { type ReadRules, selectionOf } from "./selection.ts";
import { findServicePrincipal, type ServicePrincipal } from "./service-principal.ts";
import type { Tokens } from "./tokens.ts";

export type CheckOptions = {
  readonly config: EntraSourceConfig;
  readonly rules: ReadRules;
  readonly endpoints: Endpoints;
  readonly graph: Graph;
  readonly tokens: Tokens;
  readonly signal: AbortSignal;
};

/** The way to the directory, from the token to the assignments; what makes the rest pointless ends it. */
export async function* checkDirectory(options: CheckOptions): AsyncGenerator<SourceCheck, void, undefined> {
  const { config, endpoints, graph, tokens, signal } = options;
  const { tenantId, clientId } = config;

  const token = await attempt("token", async () => {
    await tokens.get({ signal });
    return `${endpoints.authorityUrl} gives a token for client ${clientId} in tenant ${tenantId}`;
  });
  yield token;
  if (!token.ok) return;

  for (const [permission, url] of probes) {
    yield await attempt(permission, async () => {
      await page(graph, url, { signal, purpose: { action: "read the directory", permission } });
      return "granted";
    });
  }

  let servicePrincipal: ServicePrincipal | null = null;
  yield await attempt("service principal", async () => {
    servicePrincipal = await findServicePrincipal(graph, config, { signal });
    return `"${servicePrincipal.name}" (${servicePrincipal.id})`;
  });
  if (servicePrincipal === null) return;
  const found: ServicePrincipal = servicePrincipal;
  yield await attempt("assignments", async () => await countAssignments(graph, found, { signal }));
  const { rules } = options;
  if (rules.groupsRead.length === 0) return;
  yield await attempt("groups in rules", async () => {
    const groups = await findNamedGroups({ graph, rules, selection: selectionOf(rules), signal });
    return `${groups.length} found`;
  });
}

const probes: readonly (readonly [string, string])[] = [
  [permissions.application, "/servicePrincipals?$select=id&$top=1"],
  [permissions.users, "/users?$select=id&$top=1"],
  [permissions.groups, "/groups?$select=id&$top=1"],
];

async function countAssignments(
  graph: Graph,
  servicePrincipal: ServicePrincipal,
  { signal }: { signal: AbortSignal },
): Promise<string> {
  let users = 0;
  let groups = 0;
  for await (const { records } of assignmentPages(graph, servicePrincipal, { signal })) {
    for (const record of records) {
      if (record.kind !== "assignment") continue;
      if (record.principalType === "User") users += 1;
      else groups += 1;
    }
  }
  if (users + groups > 0) return `${users} of users, ${groups} of groups`;
  throw new StopError(
    "sourceIncomplete",
    "Cannot provision anybody as nobody is assigned to the application",
    {
      cure: "Assign users or groups: Entra, Enterprise applications, Users and groups",
    },
  );
}

async function attempt(name: string, test: () => Promise<string>): Promise<SourceCheck> {
  try {
    return { name, ok: true, details: await test(), cure: null };
  } catch (error) {
    const stop = asStopError(error);
    if (!(stop instanceof StopError)) throw error;
    return { name, ok: false, details: stop.message, cure: stop.cure };
  }
}
