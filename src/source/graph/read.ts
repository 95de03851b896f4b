import type { EntraSourceConfig } from "../../config/config.ts";
import type { SourceEnd, SourcePage, SourceRecord } from "../../rules/source-record.ts";
import { assignmentPages } from "./assignments.ts";
import { graphFault, isNotFound } from "./graph-fault.ts";
import { groupPages, groupsWithMembers, readGroups } from "./groups.ts";
import { locateObjects } from "./locate.ts";
import { findNamedGroups, namedGroupPages } from "./named-groups.ts";
import { pages, pageTop, selecting } from "./pages.ts";
import { Reading, type ReadingOptions } from "./reading.ts";
import { isRow } from "./row.ts";
import { findServicePrincipal } from "./service-principal.ts";
import { getUsers, readUsers, userRecords } from "./users.ts";

/** Direct users in one portion: 25 batches. */
const usersAtOnce = 500;

/** Everything in scope. Roles and assignments come first, then who they reach. */
export async function* readCompletely(
  config: EntraSourceConfig,
  options: ReadingOptions,
): AsyncGenerator<SourcePage, SourceEnd, undefined> {
  const reading = new Reading(options);
  const { graph, rules, signal } = reading;
  const servicePrincipal = await findServicePrincipal(graph, config, { signal });
  const named = await findNamedGroups(reading);
  yield { records: servicePrincipal.roles };
  const assigned = yield* assignmentPages(graph, servicePrincipal, { signal });
  switch (rules.scope) {
    case "assigned":
      yield* groupPages(reading, assigned.groups);
      yield* directUserPages(reading, assigned.users);
      yield* namedGroupPages(reading, named);
      break;
    case "all":
      yield* allPages(reading);
      // Else they have been among all the groups.
      if (rules.group === null) yield* namedGroupPages(reading, named);
      break;
  }
  reading.refuseUnreadable();
  return { complete: true, doubts: reading.doubts, watermark: null };
}

async function* allPages(reading: Reading): AsyncGenerator<SourcePage, void, undefined> {
  const { graph, selection, rules } = reading;
  const users = `/users?${selecting(selection.user)}&${pageTop}`;
  for await (const rows of pages(graph, users, reading.asking(readUsers))) {
    yield { records: await userRecords(reading, rows) };
  }
  if (rules.group === null) return;
  const groups = `/groups?${selecting(selection.group)}&${pageTop}`;
  for await (const rows of pages(graph, groups, reading.asking(readGroups))) {
    yield* groupsWithMembers(reading, rows, { memberProperties: null });
  }
}

/** Users who are assigned by themselves; those who came through a group have been reported. */
async function* directUserPages(
  reading: Reading,
  portions: readonly string[],
): AsyncGenerator<SourcePage, void, undefined> {
  for (const portion of portions) {
    const ids = [...new Set(portion.split(" "))].filter((id) => !reading.users.has(id));
    for (let at = 0; at < ids.length; at += usersAtOnce) {
      yield { records: await directUsers(reading, ids.slice(at, at + usersAtOnce)) };
    }
  }
}

async function directUsers(reading: Reading, ids: readonly string[]): Promise<readonly SourceRecord[]> {
  const { graph, selection } = reading;
  const answers = await getUsers(graph, ids, { selection, asking: reading.asking(readUsers) });
  const rows = [];
  const missing: string[] = [];
  for (const [index, answer] of answers.entries()) {
    if (isNotFound(answer)) missing.push(ids[index] ?? "");
    else if (answer.status === 200 && isRow(answer.body)) rows.push(answer.body);
    else throw graphFault(answer, readUsers);
  }
  return [...(await userRecords(reading, rows)), ...(await missingUsers(reading, missing))];
}

/**
 * Assigned and yet not there. A soft-deleted one is not reported: Graph shows few of its attributes, and what
 * was known of it before is better; it is found again by `locate`.
 */
async function missingUsers(reading: Reading, ids: readonly string[]): Promise<readonly SourceRecord[]> {
  const found = await locateObjects("user", ids, reading);
  return found.flatMap((where, index): SourceRecord[] => {
    const id = ids[index] ?? "";
    return where.kind === "hardDeleted" && reading.users.add(id) ? [{ kind: "gone", type: "user", id }] : [];
  });
}
