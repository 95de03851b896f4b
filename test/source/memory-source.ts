import type { SourceEnd, SourcePage, SourceRecord } from "../../src/rules/source-record.ts";
import type { ReadOptions, Source, SourceCheck } from "../../src/source/source.ts";
import type { MemoryDirectory } from "./memory/directory.ts";
import { changedUsers, isPosition, leavers, positionOf } from "./memory/feed.ts";
import {
  assignmentRecords,
  groupsThatCount,
  memberRecords,
  objectRecords,
  usersReached,
  whereabouts,
} from "./memory/view.ts";

/** A memory directory as a cycle reads it. */
export function memorySource(directory: MemoryDirectory): Source {
  let requests = 0;
  return {
    identity: directory.identity,
    confirmAfterMs: directory.confirmAfterMs,
    get requests() {
      return requests;
    },
    async *read(options) {
      requests += 1;
      let number = 0;
      await using pages = read(directory, options);
      while (true) {
        const next = await pages.next();
        if (next.done === true) return next.value;
        directory.beforePage(number);
        number += 1;
        yield next.value;
      }
    },
    // oxlint-disable-next-line typescript/require-await -- the port is asynchronous, memory is not
    async *readAgain({ assignments, groups }) {
      requests += 1;
      if (assignments) yield { records: assignmentRecords(directory) };
      for (const id of groups) yield { records: memberRecords(directory, id) };
    },
    locate(_type, ids) {
      requests += 1;
      directory.beforeLocate();
      return Promise.resolve(ids.map((id) => whereabouts(directory, id)));
    },
    async *check(): AsyncGenerator<SourceCheck, void, undefined> {
      // Nothing can be wrong with memory.
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function* read(
  directory: MemoryDirectory,
  { watermark, complete, known }: ReadOptions,
): AsyncGenerator<SourcePage, SourceEnd, undefined> {
  const { doubts, warnings, feeds, roles, turns } = directory;
  const here = positionOf(directory);
  const since = feeds.has("users") && isPosition(watermark) ? watermark : null;
  const isWhole = complete || since === null;
  const turn = isWhole
    ? []
    : await known.nextTurn("user", { limit: turns, doubtedAfter: Number.MAX_SAFE_INTEGER });
  if (since !== null) yield* changedUsers(directory, { since, known });
  yield* roles.map((role) => page({ kind: "role", ...role }));
  yield* assignmentRecords(directory).map(page);
  const groups = await groupsThatCount(directory, known);
  yield* objectRecords(directory, groups).map(page);
  const users = usersReached(directory, groups);
  const asked = isWhole ? users : new Set([...(await known.unread("user", [...users])), ...turn]);
  yield* objectRecords(directory, asked).map(page);
  yield* groups.flatMap((id) => memberRecords(directory, id)).map(page);
  if (since !== null) yield leavers(directory, since);
  return { complete: isWhole, doubts, warnings, watermark: feeds.has("users") ? here : null };
}

function page(record: SourceRecord): SourcePage {
  return { records: [record] };
}
