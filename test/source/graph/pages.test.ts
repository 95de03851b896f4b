import assert from "node:assert/strict";
import { test } from "node:test";
import { isExpiredPage, isPositionLost } from "../../../src/source/graph/graph-fault.ts";
import { page, pages, pagesFrom } from "../../../src/source/graph/pages.ts";
import { graphUrl, pathsOf, type Scripted, scriptedGraph } from "./scripted-graph.ts";

const { signal } = new AbortController();
const asking = { signal, purpose: { action: "read the users", permission: "User.Read.All" } };
const expired: Scripted = {
  status: 400,
  body: {
    error: { code: "Directory_ExpiredPageToken", message: "The specified page token value has expired" },
  },
};

/** Three pages of one row each; the last one cannot be had as often as said. */
function threePages({ expiries }: { expiries: number }): ReturnType<typeof scriptedGraph> {
  let left = expiries;
  return scriptedGraph(({ url }) => {
    const number = Number(/\$skiptoken=(\d)/.exec(url)?.[1] ?? "1");
    if (number === 3 && left-- > 0) return expired;
    const next = number === 3 ? {} : { "@odata.nextLink": `${graphUrl}/v1.0/users?$skiptoken=${number + 1}` };
    return { body: { value: [{ id: String(number) }], ...next } };
  });
}

async function idsOf(
  rows: AsyncIterable<readonly { readonly [name: string]: unknown }[]>,
): Promise<unknown[]> {
  return (await Array.fromAsync(rows)).flat().map(({ id }) => id);
}

test("pages() reads a list again from its beginning where a link to a page has expired", async () => {
  for (const [expiries, ids] of [
    [0, ["1", "2", "3"]],
    [1, ["1", "2", "1", "2", "3"]],
    [3, ["1", "2", "1", "2", "1", "2", "1", "2", "3"]],
  ] as const) {
    const { graph, sent } = threePages({ expiries });
    assert.deepEqual(await idsOf(pages(graph, "/users?$top=999", asking)), ids);
    const first = pathsOf(sent).filter((path) => path === "/users?$top=999");
    assert.equal(first.length, 1 + expiries);
  }
});

test("pages() stops at a list that cannot be read within the life of its links", async () => {
  const { graph } = threePages({ expiries: 4 });
  await assert.rejects(idsOf(pages(graph, "/users?$top=999", asking)), {
    code: "sourceIncomplete",
    message: /^Cannot read the users as Microsoft Graph answers 400 Directory_ExpiredPageToken/,
  });
});

test("pages() stops at a list whose links go in a circle, even where the circle is long", async () => {
  for (const length of [1, 2, 5]) {
    const { graph, sent } = scriptedGraph((_, number) => {
      const next = `${graphUrl}/v1.0/users?$skiptoken=${number % length}`;
      return { body: { value: [], "@odata.nextLink": next } };
    });
    await assert.rejects(idsOf(pages(graph, "/users?$top=999", asking)), {
      code: "sourceIncomplete",
      message: /^Cannot read the users as the answer should be a page /,
    });
    assert.equal(sent.length, length + 1);
  }
});

test("pagesFrom() goes back to where its first page was read", async () => {
  const { graph } = threePages({ expiries: 1 });
  const first = await page(graph, "/groups/1/members?$top=999", asking);
  assert.deepEqual(await idsOf(pagesFrom(graph, first, asking)), ["1", "2", "1", "2", "3"]);
});

test("pages() sends its headers with every page", async () => {
  const { graph, sent } = threePages({ expiries: 1 });
  await idsOf(pages(graph, "/users", { ...asking, headers: { ConsistencyLevel: "eventual" } }));
  assert.equal(sent.length, 6);
  assert.ok(sent.every(({ headers }) => headers["consistencylevel"] === "eventual"));
});

test("isPositionLost() knows every spelling, whatever the status", () => {
  for (const code of ["syncStateNotFound", "SyncStateNotFound", "resyncRequired", "ResyncRequired"]) {
    assert.ok(isPositionLost({ status: 400, body: { error: { code, message: "" } } }), code);
  }
  for (const inner of ["innerError", "innererror"]) {
    const error = { code: "badRequest", [inner]: { code: "resyncApplyDifferences" } };
    assert.ok(isPositionLost({ status: 400, body: { error } }), inner);
  }
  assert.ok(isPositionLost({ status: 410, body: undefined }));
  assert.ok(!isPositionLost({ status: 400, body: { error: { code: "Request_BadRequest" } } }));
  assert.ok(!isPositionLost({ status: 400, body: expired.body }));
  assert.ok(!isPositionLost({ status: 200, body: { error: { code: "resyncRequired" } } }));
  assert.ok(!isPositionLost({ status: 404, body: "syncStateNotFound" }));
});

test("isExpiredPage() knows an expired link to a page, and nothing else", () => {
  assert.ok(isExpiredPage({ status: 400, body: expired.body }));
  assert.ok(isExpiredPage({ status: 400, body: { error: { code: "directory_expiredpagetoken" } } }));
  assert.ok(!isExpiredPage({ status: 400, body: { error: { code: "syncStateNotFound" } } }));
  assert.ok(!isExpiredPage({ status: 200, body: {} }));
});
