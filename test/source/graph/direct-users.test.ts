import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpRequest } from "../../../src/http/message.ts";
import type { SourceRecord } from "../../../src/rules/source-record.ts";
import { directUserPages } from "../../../src/source/graph/direct-users.ts";
import { Reading } from "../../../src/source/graph/reading.ts";
import { readOptions } from "../read-all.ts";
import { graphUrl, pathsOf, type Scripted, scriptedGraph } from "./scripted-graph.ts";

type Tenant = {
  readonly people: number;
  /** What Graph says how many there are; null: it refuses. */
  readonly count?: number | null;
  /** How often a link to a page has expired. */
  readonly expiries?: number;
};

function idOf(index: number): string {
  return `aaaaaaaa-0000-4000-8000-${String(index).padStart(12, "0")}`;
}

function rowOf(id: string): object {
  return { id, displayName: `User ${id}` };
}

/** A tenant of so many users, who have the first numbers. */
function answering({ people, count = people, expiries = 0 }: Tenant): (request: HttpRequest) => Scripted {
  let left = expiries;
  return (request) => {
    const url = new URL(request.url);
    if (url.pathname === "/v1.0/users/$count") {
      return count === null
        ? { status: 400 }
        : { headers: { "content-type": "text/plain" }, body: String(count) };
    }
    if (url.pathname === "/v1.0/users") {
      const from = Number(url.searchParams.get("$skiptoken") ?? "0");
      if (from > 0 && left-- > 0)
        return { status: 400, body: { error: { code: "Directory_ExpiredPageToken" } } };
      const value = Array.from({ length: Math.min(999, people - from) }, (_, index) =>
        rowOf(idOf(from + index)),
      );
      const next = `${graphUrl}/v1.0/users?$skiptoken=${from + 999}`;
      return { body: { value, ...(from + 999 < people ? { "@odata.nextLink": next } : {}) } };
    }
    const { requests } = JSON.parse(request.body ?? "") as { requests: { id: string; url: string }[] };
    const responses = requests.map(({ id, url: path }) => {
      const user = path.slice("/users/".length, path.indexOf("?"));
      return Number(user.slice(-12)) < people
        ? { id, status: 200, body: rowOf(user) }
        : { id, status: 404, body: { error: { code: "Request_ResourceNotFound" } } };
    });
    return { body: { responses } };
  };
}

type Read = {
  readonly records: readonly SourceRecord[];
  readonly counts: number;
  readonly listings: number;
  readonly batches: number;
};

/** Reads users by their numbers, in portions of 300. */
async function read(tenant: Tenant, numbers: readonly number[]): Promise<Read> {
  const { graph, sent } = scriptedGraph(answering(tenant));
  const reading = new Reading({
    graph,
    graphUrl,
    rules: { scope: "assigned", nestedGroups: false, groupsRead: [], user: { reads: [] }, group: null },
    ...readOptions({ complete: true }),
  });
  const portions: string[] = [];
  for (let at = 0; at < numbers.length; at += 300) {
    portions.push(
      numbers
        .slice(at, at + 300)
        .map(idOf)
        .join(" "),
    );
  }
  const pages = await Array.fromAsync(directUserPages(reading, portions));
  const paths = pathsOf(sent);
  return {
    records: pages.flatMap(({ records }) => records),
    counts: paths.filter((path) => path === "/users/$count").length,
    listings: paths.filter((path) => path.startsWith("/users?")).length,
    batches: paths.filter((path) => path === "/$batch").length,
  };
}

function numbersTo(end: number): readonly number[] {
  return Array.from({ length: end }, (_, index) => index);
}

function idsOf(records: readonly SourceRecord[], kind: "object" | "missing"): readonly string[] {
  return records.flatMap((record) => (record.kind === kind ? [record.id] : []));
}

for (const [what, people, assigned, requests] of [
  ["by a listing where most of the tenant is assigned", 2500, 1000, { counts: 1, listings: 3, batches: 0 }],
  ["by batches where few of the tenant are", 2500, 60, { counts: 0, listings: 0, batches: 3 }],
  ["by batches where a listing takes as many requests", 5500, 120, { counts: 1, listings: 0, batches: 6 }],
] as const) {
  test(`directUserPages() reads users ${what}`, async () => {
    const { records, ...asked } = await read({ people }, numbersTo(assigned));
    assert.deepEqual(asked, requests);
    assert.deepEqual(idsOf(records, "object").toSorted(), numbersTo(assigned).map(idOf));
    assert.equal(records.length, assigned);
  });
}

test("directUserPages() reads by batches where Graph does not say how many users there are", async () => {
  const { records, ...asked } = await read({ people: 2500, count: null }, numbersTo(200));
  assert.deepEqual(asked, { counts: 1, listings: 0, batches: 10 });
  assert.equal(idsOf(records, "object").length, 200);
});

test("directUserPages() reads singly who is not in the listing, and reports as missing who is not there", async () => {
  // Counted and listed are 900; two who are assigned are not among them.
  const numbers = [...numbersTo(800), 5000, 5001];
  const { records, ...asked } = await read({ people: 900 }, numbers);
  assert.deepEqual(asked, { counts: 1, listings: 1, batches: 1 });
  assert.equal(idsOf(records, "object").length, 800);
  assert.deepEqual(idsOf(records, "missing"), [idOf(5000), idOf(5001)]);
});

test("directUserPages() reports everybody once where a listing begins again", async () => {
  const { records, listings } = await read({ people: 2500, expiries: 2 }, numbersTo(2500));
  assert.equal(listings, 7);
  assert.deepEqual(idsOf(records, "object").toSorted(), numbersTo(2500).map(idOf));
});

test("directUserPages() reports once who is assigned several times", async () => {
  const { records } = await read({ people: 2500 }, [...numbersTo(40), ...numbersTo(40), ...numbersTo(300)]);
  assert.equal(records.length, 300);
});
