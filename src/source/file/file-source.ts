import { resolve } from "node:path";
import type { FileSourceConfig } from "../../config/config.ts";
import type { ObjectType } from "../../rules/directory.ts";
import type { SourceEnd, SourcePage, SourceRecord, Whereabouts } from "../../rules/source-record.ts";
import { StopError } from "../../rules/stop-error.ts";
import type { ReadOptions, Source, SourceCheck } from "../source.ts";
import { Census, type FileReadRules } from "./census.ts";
import { fileRevision, readEntries } from "./entries.ts";
import type { EntryCounts } from "./entry.ts";
import { incomplete } from "./incomplete.ts";

export type FileSourceOptions = {
  readonly config: FileSourceConfig;
  readonly rules: FileReadRules;
};

const pageSize = 500;

/** A directory in a file, read anew every time: an object that is gone from it is permanently deleted. */
export function createFileSource({ config, rules }: FileSourceOptions): Source {
  const path = resolve(config.path);
  /** Who was in the file when it was last read whole. */
  let known: { readonly revision: string; readonly census: Census } | null = null;

  async function* read({ signal }: ReadOptions): AsyncGenerator<SourcePage, SourceEnd, undefined> {
    const revision = await fileRevision(path);
    const census = new Census(rules);
    yield* pagesOf(path, { census, signal });
    known = { revision, census };
    return { complete: true, doubts: census.doubts, warnings: [], watermark: null };
  }

  async function locate(
    type: ObjectType,
    ids: readonly string[],
    { signal }: { signal: AbortSignal },
  ): Promise<readonly Whereabouts[]> {
    const census = known !== null && known.revision === (await fileRevision(path)) ? known.census : null;
    const present = type === "user" ? census?.users : census?.groups;
    const wanted = new Set(present === undefined ? ids : ids.filter((id) => present.has(id)));
    const found =
      wanted.size === 0 ? new Map<string, Whereabouts>() : await find(path, { type, wanted, signal });
    return ids.map((id) => found.get(id) ?? { kind: "hardDeleted" });
  }

  async function* check({ signal }: { signal: AbortSignal }): AsyncGenerator<SourceCheck, void, undefined> {
    const census = new Census(rules);
    const name = "file";
    try {
      const pages = pagesOf(path, { census, signal });
      while ((await pages.next()).done !== true) signal.throwIfAborted();
    } catch (error) {
      if (!(error instanceof StopError)) throw error;
      yield { name, ok: false, details: error.message, cure: error.cure };
      return;
    }
    yield { name, ok: true, details: `${path} is complete: ${describe(census.counts)}`, cure: null };
    if (census.doubts.length === 0) return;
    yield {
      name: "references",
      ok: false,
      details: census.doubts.join("; "),
      cure: "Complete the file: until then nothing is taken away",
    };
  }

  return {
    identity: `file:${path}`,
    requests: 0,
    confirmAfterMs: null,
    read,
    async *readAgain() {
      // A file that has been read to its end says the same once more.
    },
    locate,
    check,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function* pagesOf(
  path: string,
  { census, signal }: { census: Census; signal: AbortSignal },
): AsyncGenerator<SourcePage, void, undefined> {
  let records: SourceRecord[] = [];
  for await (const entries of readEntries(path, { signal })) {
    for (const entry of entries) {
      if (entry.kind === "end") {
        compareCounts(path, { said: entry.counts, seen: census.counts });
        continue;
      }
      const taken = census.take(entry);
      if (taken === null) {
        const what = `the id "${entry.id}" is there twice`;
        throw incomplete(path, { what, cure: "Give every user, group and role an id of its own" });
      }
      records.push(...taken);
      if (records.length < pageSize) continue;
      yield { records };
      records = [];
    }
  }
  const flaw = census.named.flaw();
  if (flaw !== null) {
    throw new StopError("sourceMissing", `Cannot read the directory from ${path}: ${flaw}`, {
      cure: "Correct the name in the job, or name the group by its id: a filter on a missing group would remove people",
    });
  }
  const role = census.undefinedRole;
  if (role !== null) {
    throw incomplete(path, {
      what: `an assignment has the role "${role}", which is not in the file, and the job's rules ask about roles`,
      cure: "List all roles of the application under appRoles: without them people would lose theirs",
    });
  }
  records.push(...census.close());
  yield { records };
}

function compareCounts(path: string, { said, seen }: { said: EntryCounts; seen: EntryCounts }): void {
  const same =
    said.users === seen.users &&
    said.groups === seen.groups &&
    said.assignments === seen.assignments &&
    (said.roles === null || said.roles === seen.roles);
  if (same) return;
  throw incomplete(path, {
    what: `its end line says ${describe(said)}: it has ${describe(seen)}`,
    cure: "Write the file again: what the end line says has to agree with the lines before it",
  });
}

function describe({ users, groups, assignments, roles }: EntryCounts): string {
  const objects = `${counted(users, "user")}, ${counted(groups, "group")}`;
  return roles === null || roles === 0
    ? `${objects} and ${counted(assignments, "assignment")}`
    : `${objects}, ${counted(assignments, "assignment")} and ${counted(roles, "role")}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

async function find(
  path: string,
  { type, wanted, signal }: { type: ObjectType; wanted: ReadonlySet<string>; signal: AbortSignal },
): Promise<ReadonlyMap<string, Whereabouts>> {
  const found = new Map<string, Whereabouts>();
  for await (const entries of readEntries(path, { signal })) {
    for (const entry of entries) {
      if (entry.kind !== type || !wanted.has(entry.id)) continue;
      const kind = entry.deleted ? "softDeleted" : "active";
      found.set(entry.id, { kind, attributes: entry.attributes });
    }
  }
  return found;
}
