import type { ObjectType } from "../../rules/directory.ts";
import type { Link } from "../../rules/link.ts";
import { nothingUnkept } from "../../rules/unkept.ts";
import type { Outcome } from "../operations.ts";
import { markDirty } from "./dirty.ts";
import { forgetGenerated } from "./generated.ts";
import type { JobTables } from "./job-context.ts";
import { dropLinks, putLink, readLinks, releaseLinks } from "./link-table.ts";
import { markGroupsOf, markReferrers, replanReferrers } from "./referrers.ts";

const forgetOperations = `
  DELETE FROM operation WHERE job = ?1 AND type = ?2 AND source_id IN (SELECT value FROM json_each(?3))`;

type LinksBefore = ReadonlyMap<string, Link>;

/** Carries out the link changes of outcomes of one type and marks dirty what refers to their objects. */
export function storeLinks(
  tables: JobTables,
  type: ObjectType,
  { outcomes, now }: { outcomes: readonly Outcome[]; now: Date },
): void {
  const ids = outcomes.flatMap(({ operation }) =>
    operation.link.kind === "move" ? [operation.source.id, operation.link.from] : [operation.source.id],
  );
  const before: LinksBefore = new Map(readLinks(tables, type, ids).map((link) => [link.sourceId, link]));
  const left = outcomes.flatMap((outcome) => leftHolder(outcome, before) ?? []);
  const ended = outcomes
    .filter((outcome) => endsLink(outcome, before))
    .map(({ operation }) => operation.source.id);
  // All that ends goes first, so that a target id is free for its next holder in the same batch.
  dropLinks(tables, type, ended);
  releaseLinks(tables, type, left);
  dropOperations(tables, type, left);
  markDirty(tables, type, left);

  const appeared: string[] = [];
  const switched: string[] = [];
  const linked: string[] = [];
  const unforeseen: string[] = [];
  for (const { operation, link, again } of outcomes) {
    if (link.kind !== "set") continue;
    const { kind: _, ...values } = link;
    const sourceId = operation.source.id;
    const old = before.get(sourceId);
    const isNew = old?.targetId !== link.targetId;
    const isSwitched = !isNew && old.state !== link.state;
    const unkept = values.unkept ?? (isNew ? nothingUnkept : old.unkept);
    putLink(tables, { type, sourceId, since: isNew || isSwitched ? now : old.since, ...values, unkept });
    linked.push(sourceId);
    if (isNew) appeared.push(sourceId);
    if (isNew && (old !== undefined || again)) unforeseen.push(sourceId);
    if (isSwitched) switched.push(sourceId);
  }
  forgetGenerated(tables, type, linked);
  markReferrers(tables, type, appeared);
  replanReferrers(tables, type, unforeseen);
  markGroupsOf(tables, type, switched);
}

/** The account is somebody else's now: a removal that was planned for the old holder must not reach it. */
function dropOperations({ job, sql }: JobTables, type: ObjectType, sourceIds: readonly string[]): void {
  if (sourceIds.length > 0) sql(forgetOperations).run(job, type, JSON.stringify(sourceIds));
}

/** Whose link the outcome took over. */
function leftHolder({ operation, link }: Outcome, before: LinksBefore): string | null {
  if (operation.link.kind !== "move" || link.kind !== "set") return null;
  const { from } = operation.link;
  return before.get(from)?.targetId === link.targetId ? from : null;
}

function endsLink({ operation, link }: Outcome, before: LinksBefore): boolean {
  const old = before.get(operation.source.id);
  if (old === undefined) return false;
  return link.kind === "drop" || (link.kind === "set" && link.targetId !== old.targetId);
}
