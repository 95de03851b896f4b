import type { EntraSourceConfig } from "../../config/config.ts";
import type { SourcePage } from "../../rules/source-record.ts";
import { IdSet } from "../id-set.ts";
import type { Edges, KnownObjects } from "../source.ts";
import { userAssignmentPages } from "./assignments.ts";
import type { Graph } from "./client.ts";
import { findGroups, givesAccess, groupRecord, missingGroup } from "./groups.ts";
import { assignmentsThatCount } from "./groups-in-scope.ts";
import { memberPages } from "./memberships.ts";
import type { Selection } from "./selection.ts";
import { findServicePrincipal } from "./service-principal.ts";

type Way = {
  readonly graph: Graph;
  readonly selection: Selection;
  readonly known: KnownObjects;
  readonly nestedGroups: boolean;
  readonly signal: AbortSignal;
};

/** One batch. */
const groupsAtOnce = 20;

/** Assignments as a read reports them, and members by their ids. */
export async function* readEdgesAgain(
  config: EntraSourceConfig,
  { assignments, groups }: Edges,
  way: Way,
): AsyncGenerator<SourcePage, void, undefined> {
  if (assignments) yield* assignmentsAgain(config, way);
  yield* membersAgain(groups, way);
}

async function* assignmentsAgain(
  config: EntraSourceConfig,
  way: Way,
): AsyncGenerator<SourcePage, void, undefined> {
  const servicePrincipal = await findServicePrincipal(way.graph, config, way);
  const ofGroups = yield* userAssignmentPages(way.graph, servicePrincipal, way);
  const ids = [...ofGroups.keys()];
  for (let at = 0; at < ids.length; at += groupsAtOnce) {
    const found = await findGroups(way, ids.slice(at, at + groupsAtOnce));
    yield { records: assignmentsThatCount(ofGroups, found).records };
  }
}

/**
 * What is inside of a group that comes back comes back with it, as known where the group does not show it.
 */
async function* membersAgain(ids: readonly string[], way: Way): AsyncGenerator<SourcePage, void, undefined> {
  const { graph, known, nestedGroups, signal } = way;
  const top = new Set(ids);
  const asked = new IdSet();
  let open = ids.filter((id) => asked.add(id));
  while (open.length > 0) {
    const { groups, missing } = await findGroups(way, open.slice(0, groupsAtOnce));
    const counting = groups.filter((group) => top.has(group.id) || givesAccess(group));
    yield { records: [...counting.map((group) => groupRecord(group, way)), ...missing.map(missingGroup)] };
    const further = new Set<string>();
    const silent = [...missing];
    for await (const { group, record } of memberPages(counting, { graph, signal, properties: null })) {
      yield { records: [record] };
      if (record.kind !== "members") silent.push(group.id);
      else for (const { id, type } of record.members) if (type === "group") further.add(id);
    }
    const inside = nestedGroups ? [...further, ...(await known.groupsIn(silent))] : [];
    open = [...open.slice(groupsAtOnce), ...inside.filter((id) => asked.add(id))];
  }
}
