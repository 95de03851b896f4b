import type { JournalEntry } from "./journal.ts";

type Sum = {
  /** Requests of their own. */
  readonly requests: number;
  /** Requests that came as items of a batch. */
  readonly items: number;
  /** Resource units of both. */
  readonly units: number;
};

export type JournalTotals = Sum & {
  /** Of the last entry; null without any: where the next count may start from. */
  readonly seq: number | null;
  /** By method and path, with `{id}` for what names a single object: `GET /v1.0/users/{id}`. */
  readonly paths: Readonly<Record<string, Sum>>;
};

const collections = /^(users|groups|servicePrincipals|deletedItems|subscriptions)$/i;
/** What follows a collection and is no id. */
const steps = /^(\$.*|delta(\(\))?|microsoft\.graph\..*)$/i;

export function journalTotals(entries: readonly JournalEntry[]): JournalTotals {
  const paths = Map.groupBy(entries, ({ method, path }) => `${method} ${patternOf(path)}`);
  return {
    seq: entries.at(-1)?.seq ?? null,
    ...sumOf(entries),
    paths: Object.fromEntries(Array.from(paths, ([path, those]) => [path, sumOf(those)])),
  };
}

function sumOf(entries: readonly JournalEntry[]): Sum {
  const items = entries.filter(({ batched }) => batched).length;
  const units = entries.reduce((sum, entry) => sum + entry.units, 0);
  return { requests: entries.length - items, items, units };
}

function patternOf(path: string): string {
  const [route = ""] = path.split("?");
  const segments = decodeURIComponent(route).split("/");
  return segments
    .map((segment, index) => {
      const named = collections.test(segments[index - 1] ?? "") && segment !== "" && !steps.test(segment);
      return named ? "{id}" : segment.replace(/'[^']*'/, "'{id}'");
    })
    .join("/");
}
