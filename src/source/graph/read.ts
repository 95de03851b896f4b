import type { EntraSourceConfig } from "../../config/config.ts";
import type { SourceEnd, SourcePage } from "../../rules/source-record.ts";
import { userAssignmentPages } from "./assignments.ts";
import { changedGroupPages } from "./chains/group-chains.ts";
import { changedUserPages } from "./chains/users-chain.ts";
import { directUserPages } from "./direct-users.ts";
import { groupOf, readGroups } from "./groups.ts";
import { assignedGroupPages, groupsWithMembers } from "./groups-in-scope.ts";
import { findNamedGroups } from "./named-groups.ts";
import { pages, pageTop, selecting } from "./pages.ts";
import { Reading, type ReadingOptions } from "./reading.ts";
import { chooseExtent, doubtedUserPages, usersInTurn } from "./rotation.ts";
import { findServicePrincipal } from "./service-principal.ts";
import { userRecords } from "./user-records.ts";
import { readUsers } from "./users.ts";

/**
 * What has changed, or everything in scope. The users' feed comes first, so that whatever happens during the
 * read is in the next one; then assignments and groups, which are compared whole; then users whom nothing has
 * shown yet.
 */
export async function* readDirectory(
  config: EntraSourceConfig,
  options: ReadingOptions,
): AsyncGenerator<SourcePage, SourceEnd, undefined> {
  const reading = new Reading(options);
  const { graph, signal } = reading;
  const servicePrincipal = await findServicePrincipal(graph, config, { signal });
  const named = await findNamedGroups(reading);
  yield { records: servicePrincipal.roles };
  chooseExtent(reading);
  yield* changedUserPages(reading);
  yield* doubtedUserPages(reading);
  const onUsers = reading.want.bind(reading);
  const ofGroups = yield* userAssignmentPages(graph, servicePrincipal, { signal, onUsers });
  yield* assignedGroupPages(reading, ofGroups);
  if (reading.rules.scope === "all") yield* allPages(reading);
  yield* directUserPages(reading, reading.wanted);
  // Being in a group that rules ask about gives nobody the application.
  yield* groupsWithMembers(reading, named, { giveAccess: false });
  yield* directUserPages(reading, await usersInTurn(reading));
  yield* changedGroupPages(reading);
  return await reading.end();
}

async function* allPages(reading: Reading): AsyncGenerator<SourcePage, void, undefined> {
  const { graph, selection, rules } = reading;
  const users = `/users?${selecting(selection.user)}&${pageTop}`;
  if (reading.complete) {
    for await (const rows of pages(graph, users, reading.asking(readUsers))) {
      yield { records: await userRecords(reading, rows) };
    }
  }
  if (rules.group === null) return;
  const groups = `/groups?${selecting(selection.group)}&${pageTop}`;
  for await (const rows of pages(graph, groups, reading.asking(readGroups))) {
    yield* groupsWithMembers(reading, rows.map(groupOf), { giveAccess: true });
  }
}
