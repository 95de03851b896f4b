import type { EntraSourceConfig } from "../../config/config.ts";
import { StopError } from "../../rules/stop-error.ts";
import { IdSet } from "../id-set.ts";
import type { SourceCheck } from "../source.ts";
import { assignmentPages } from "./assignments.ts";
import { testGroups } from "./check-groups.ts";
import { attempt } from "./check-step.ts";
import type { Graph } from "./client.ts";
import type { Endpoints } from "./endpoints.ts";
import { changeFeedFault, permissions } from "./graph-fault.ts";
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

  for (const [feed, permission] of feeds) {
    yield await attempt(`changes of ${feed}`, async () => {
      await openFeed(graph, { feed, permission, signal });
      return "can be followed";
    });
  }

  let servicePrincipal: ServicePrincipal | null = null;
  yield await attempt("service principal", async () => {
    servicePrincipal = await findServicePrincipal(graph, config, { signal });
    return `"${servicePrincipal.name}" (${servicePrincipal.id})`;
  });
  if (servicePrincipal === null) return;
  const found: ServicePrincipal = servicePrincipal;
  let groups: readonly string[] = [];
  yield await attempt("assignments", async () => {
    const assigned = await readAssigned(graph, found, { signal });
    ({ groups } = assigned);
    return `${assigned.users} of users, ${groups.length} of groups`;
  });
  if (groups.length > 0) {
    yield* testGroups(graph, groups, { signal });
  }
  const { rules } = options;
  if (rules.groupsRead.length === 0) return;
  yield await attempt("groups in rules", async () => {
    const named = await findNamedGroups({ graph, rules, selection: selectionOf(rules), signal });
    return `${named.length} found`;
  });
}

const probes: readonly (readonly [string, string])[] = [
  [permissions.application, "/servicePrincipals?$select=id&$top=1"],
  [permissions.users, "/users?$select=id&$top=1"],
  [permissions.groups, "/groups?$select=id&$top=1"],
];

const feeds = [
  ["users", permissions.users],
  ["groups", permissions.groups],
] as const;

async function openFeed(
  graph: Graph,
  { feed, permission, signal }: { feed: string; permission: string; signal: AbortSignal },
): Promise<void> {
  const answer = await graph.get(`/${feed}/delta?$deltatoken=latest&$select=id`, { signal });
  const purpose = { action: `follow the changes of ${feed}`, permission };
  if (answer.status !== 200) throw changeFeedFault(answer, purpose);
}

type Assigned = { readonly users: number; readonly groups: readonly string[] };

async function readAssigned(
  graph: Graph,
  servicePrincipal: ServicePrincipal,
  { signal }: { signal: AbortSignal },
): Promise<Assigned> {
  const users = new IdSet();
  const groups = new Set<string>();
  for await (const { records } of assignmentPages(graph, servicePrincipal, { signal })) {
    for (const record of records) {
      if (record.kind !== "assignment") continue;
      if (record.principalType === "User") users.add(record.principalId);
      else groups.add(record.principalId);
    }
  }
  if (users.size + groups.size > 0) return { users: users.size, groups: [...groups] };
  throw new StopError(
    "sourceIncomplete",
    "Cannot provision anybody as nobody is assigned to the application",
    {
      cure: "Assign users or groups: Entra, Enterprise applications, Users and groups",
    },
  );
}
