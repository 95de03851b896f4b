import type { SourceCheck } from "../source.ts";
import { batchGet } from "./batch.ts";
import type { Graph } from "./client.ts";
import { attempt } from "./check-step.ts";
import { grant, graphFault, isNotFound, permissions } from "./graph-fault.ts";
import { givesAccess, type Group, groupOf } from "./groups.ts";
import { hidesMembers } from "./memberships.ts";
import { isRow } from "./row.ts";

const purpose = {
  action: "look at the assigned groups",
  permission: permissions.groups,
} as const;

/** What is wrong with a group stops no cycle. */
export async function* testGroups(
  graph: Graph,
  ids: readonly string[],
  { signal }: { signal: AbortSignal },
): AsyncGenerator<SourceCheck, void, undefined> {
  let found: Awaited<ReturnType<typeof lookAtGroups>> = { hiding: [], powerless: [] };
  const looked = await attempt("members of groups", async () => {
    found = await lookAtGroups(graph, ids, { signal });
    return `can be read, of ${ids.length - found.powerless.length} groups`;
  });
  const { hiding, powerless } = found;
  yield hiding.length === 0
    ? looked
    : {
        ...looked,
        warning: true,
        details: `hidden, of ${quoted(hiding)}: nobody new gets access through them, who is known keeps it`,
        cure: grant(permissions.hiddenMembers),
      };
  if (powerless.length === 0) return;
  yield {
    name: "access through groups",
    ok: true,
    warning: true,
    details: `nobody gets it through ${quoted(powerless)}: not security-enabled`,
    cure: "Assign security groups instead",
  };
}

/** Names of groups whose members cannot be read because they are hidden, and of those that give no access. */
async function lookAtGroups(
  graph: Graph,
  ids: readonly string[],
  { signal }: { signal: AbortSignal },
): Promise<{ readonly hiding: readonly string[]; readonly powerless: readonly string[] }> {
  const asking = { signal, purpose };
  const hiding: Group[] = [];
  const powerless: Group[] = [];
  for (const answer of await batchGet(graph, ids.map(groupUrl), asking)) {
    if (isNotFound(answer)) continue;
    if (answer.status !== 200 || !isRow(answer.body)) throw graphFault(answer, purpose);
    const group = groupOf(answer.body);
    if (!givesAccess(group)) powerless.push(group);
    else if (hidesMembers(group)) hiding.push(group);
  }
  const members = await batchGet(graph, hiding.map(membersUrl), asking);
  const unshown = hiding.filter((_, index) => !showsSomebody(members[index]?.body));
  return { hiding: unshown.map(({ name }) => name), powerless: powerless.map(({ name }) => name) };
}

function groupUrl(id: string): string {
  return `/groups/${encodeURIComponent(id)}?$select=id,displayName,visibility,securityEnabled`;
}

function membersUrl({ id }: Group): string {
  return `/groups/${encodeURIComponent(id)}/members?$select=id&$top=1`;
}

/** Whether Graph refuses or shows nobody, it does not document. */
function showsSomebody(body: unknown): boolean {
  const rows: unknown = isRow(body) ? body["value"] : null;
  return Array.isArray(rows) && rows.length > 0;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
