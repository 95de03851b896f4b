import { StopError } from "../../rules/stop-error.ts";
import { findGroups, type Group, groupOf, readGroups } from "./groups.ts";
import { pages, pageTop, selecting } from "./pages.ts";
import type { Reading } from "./reading.ts";
import { idOf, type Row } from "./row.ts";

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The groups that rules ask about by id or name, each once. One that is missing stops the read: a filter on
 * it would find nobody in it, and take everybody's account away.
 */
export async function findNamedGroups(
  reading: Pick<Reading, "graph" | "rules" | "selection" | "signal">,
): Promise<readonly Group[]> {
  const { groupsRead } = reading.rules;
  const ids = groupsRead.filter((name) => guid.test(name)).map((id) => id.toLowerCase());
  const groups = [...(await groupsById(reading, [...new Set(ids)]))];
  for (const name of groupsRead) if (!guid.test(name)) groups.push(await groupByName(reading, name));
  return [...new Map(groups.map((group) => [group.id, group])).values()];
}

type Where = Parameters<typeof findNamedGroups>[0];

async function groupsById(where: Where, ids: readonly string[]): Promise<readonly Group[]> {
  const found = await findGroups(where, ids);
  const [missingId] = found.missing;
  if (missingId !== undefined) throw missing(missingId);
  return found.groups;
}

async function groupByName({ graph, selection, signal }: Where, name: string): Promise<Group> {
  const filter = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`);
  const url = `/groups?$filter=${filter}&${selecting(selection.group)}&${pageTop}`;
  const found = new Map<unknown, Row>();
  for await (const rows of pages(graph, url, { signal, purpose: readGroups })) {
    for (const row of rows) found.set(idOf(row), row);
  }
  const [group, ...others] = found.values();
  if (group === undefined) throw missing(name);
  if (others.length === 0) return groupOf(group);
  throw new StopError(
    "sourceMissing",
    `Cannot tell which group the job's rules mean by "${name}" as ${found.size} have this name`,
    { cure: "Name the group by its Object ID in the job: Entra, Groups, Overview" },
  );
}

function missing(name: string): StopError {
  return new StopError(
    "sourceMissing",
    `Cannot find the group "${name}" in the tenant: the job's rules ask about it`,
    { cure: "Correct its name in the job, or name it by its Object ID: Entra, Groups, Overview" },
  );
}
