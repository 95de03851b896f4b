import { pMapIterable } from "p-map";
import type { SourceRecord } from "../../rules/source-record.ts";
import { batchGet, largestBatch } from "./batch.ts";
import type { Graph, GraphAnswer } from "./client.ts";
import { isNotFound, unexpectedBody } from "./graph-fault.ts";
import { type Group, missingGroup, readGroups } from "./groups.ts";
import { memberOf } from "./object-record.ts";
import { type Asking, pageIn, pagesFrom, pageTop, selecting } from "./pages.ts";
import { type Row, textOf } from "./row.ts";

type Members = Extract<SourceRecord, { kind: "members" }>;

/** One page of a group's members, or why there is none. */
export type MemberPage = {
  readonly group: Group;
  readonly record: Extract<SourceRecord, { kind: "members" | "hiddenMembers" | "missing" }>;
  /** The rows of those who are users. */
  readonly users: readonly Row[];
};

type Options = {
  readonly graph: Graph;
  readonly signal: AbortSignal;
  /** What is asked for of the members; null: who they are. */
  readonly properties: readonly string[] | null;
};

const requestsAtOnce = 4;

/** The direct members of these groups, each group's pages one after the other. */
export async function* memberPages(
  groups: readonly Group[],
  options: Options,
): AsyncGenerator<MemberPage, void, undefined> {
  const portions = portionsOf(groups, options.properties === null ? largestBatch : 1);
  const answers = pMapIterable(portions, async (portion) => await firstPages(portion, options), {
    concurrency: requestsAtOnce,
  });
  for await (const portion of answers) {
    for (const { group, url, asking, answer } of portion) {
      if (isNotFound(answer)) {
        yield { group, record: missingGroup(group.id), users: [] };
      } else if (answer.status === 403 && hidesMembers(group)) {
        yield hidden(group);
      } else {
        const first = pageIn(answer, { url, purpose: asking.purpose });
        yield* pagesOf(group, pagesFrom(options.graph, first, asking));
      }
    }
  }
}

type FirstPage = {
  readonly group: Group;
  readonly url: string;
  readonly asking: Asking;
  readonly answer: GraphAnswer;
};

/** Mere ids are small enough for many groups to come in one answer. */
async function firstPages(
  groups: readonly Group[],
  { graph, signal, properties }: Options,
): Promise<readonly FirstPage[]> {
  const asked = groups.map((group) => {
    const purpose = { ...readGroups, action: `read the members of the group "${group.name}"` };
    const select = selecting(properties ?? ["id"]);
    const url = `/groups/${encodeURIComponent(group.id)}/members?${select}&${pageTop}`;
    return { group, url, asking: { signal, purpose } };
  });
  const [first] = asked;
  if (first === undefined) return [];
  if (asked.length === 1) return [{ ...first, answer: await graph.get(first.url, first.asking) }];
  const purpose = { ...readGroups, action: "read the members of the groups" };
  const answers = await batchGet(
    graph,
    asked.map(({ url }) => url),
    { signal, purpose },
  );
  return asked.flatMap((each, index) => {
    const answer = answers[index];
    return answer === undefined ? [] : [{ ...each, answer }];
  });
}

function portionsOf(groups: readonly Group[], size: number): readonly (readonly Group[])[] {
  const portions: (readonly Group[])[] = [];
  for (let at = 0; at < groups.length; at += size) portions.push(groups.slice(at, at + size));
  return portions;
}

async function* pagesOf(
  group: Group,
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<MemberPage, void, undefined> {
  let rowsSeen = 0;
  let isReported = false;
  for await (const rows of pages) {
    rowsSeen += rows.length;
    const page = pageOf(group, rows);
    if (page.record.members.length === 0) continue;
    isReported = true;
    yield page;
  }
  if (isReported) return;
  yield rowsSeen === 0 && hidesMembers(group) ? hidden(group) : pageOf(group, []);
}

function pageOf(group: Group, rows: readonly Row[]): MemberPage & { readonly record: Members } {
  const members: Members["members"][number][] = [];
  const users: Row[] = [];
  for (const row of rows) {
    const member = knownKind(row);
    if (member === null) continue;
    members.push(member);
    if (member.type === "user") users.push(row);
  }
  return { group, record: { kind: "members", groupId: group.id, members }, users };
}

/** Without the permission Graph either refuses the members or shows none. */
export function hidesMembers({ row }: Group): boolean {
  return row["visibility"] === "HiddenMembership";
}

function hidden(group: Group): MemberPage {
  return { group, record: { kind: "hiddenMembers", groupId: group.id }, users: [] };
}

/** Null for kinds that are not provisioned; a row that does not say its kind is none to guess about. */
function knownKind(row: Row): ReturnType<typeof memberOf> {
  if (textOf(row, "@odata.type") !== undefined) return memberOf(row);
  throw unexpectedBody(row, readGroups, "members with @odata.type");
}
