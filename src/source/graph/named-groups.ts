import type { SourcePage } from "../../rules/source-record.ts";
import { StopError } from "../../rules/stop-error.ts";
import { graphFault, isNotFound } from "./graph-fault.ts";
import { getGroups, groupsWithMembers, readGroups } from "./groups.ts";
import { pages, pageTop, selecting } from "./pages.ts";
import type { Reading } from "./reading.ts";
import { idOf, isRow, type Row } from "./row.ts";

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The groups that rules ask about by id or name, each once. One that is missing stops the read: a filter on
 * it would find nobody in it, and take everybody's account away.
 */
export async function findNamedGroups(
  reading: Pick<Reading, "graph" | "rules" | "selection" | "signal">,
): Promise<readonly Row[]> {
  const { groupsRead } = reading.rules;
  const ids = groupsRead.filter((name) => guid.test(name)).map((id) => id.toLowerCase());
  const rows = [...(await groupsById(reading, [...new Set(ids)]))];
  for (const name of groupsRead) if (!guid.test(name)) rows.push(await groupByName(reading, name));
  return [...new Map(rows.map((row) => [idOf(row), row])).values()];
}

/**
 * Those of the groups that the read has not reported yet, and who is in them by id: being in one gives nobody
 * the application.
 */
export async function* namedGroupPages(
  reading: Reading,
  rows: readonly Row[],
): AsyncGenerator<SourcePage, void, undefined> {
  const fresh = rows.filter((row) => reading.groups.add(idOf(row) ?? ""));
  if (fresh.length > 0) yield* groupsWithMembers(reading, fresh, { memberProperties: null });
}

type Where = Parameters<typeof findNamedGroups>[0];

async function groupsById(
  { graph, selection, signal }: Where,
  ids: readonly string[],
): Promise<readonly Row[]> {
  const asking = { signal, purpose: readGroups };
  const answers = await getGroups(graph, ids, { selection, asking });
  return answers.map((answer, index) => {
    if (isNotFound(answer)) throw missing(ids[index] ?? "");
    if (answer.status === 200 && isRow(answer.body)) return answer.body;
    throw graphFault(answer, readGroups);
  });
}

async function groupByName({ graph, selection, signal }: Where, name: string): Promise<Row> {
  const filter = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`);
  const url = `/groups?$filter=${filter}&${selecting(selection.group)}&${pageTop}`;
  const found: Row[] = [];
  for await (const rows of pages(graph, url, { signal, purpose: readGroups })) found.push(...rows);
  const [group, ...others] = found;
  if (group === undefined) throw missing(name);
  if (others.length === 0) return group;
  throw new StopError(
    "sourceMissing",
    `Cannot tell which group the job's rules mean by "${name}" as ${found.length} have this name`,
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
