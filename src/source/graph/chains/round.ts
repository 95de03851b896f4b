import type { Graph, GraphAnswer } from "../client.ts";
import { graphFault, isExpiredPage, isPositionLost, unexpectedBody } from "../graph-fault.ts";
import { type Asking, leadsBack, pageIn } from "../pages.ts";
import { isRow, type Row } from "../row.ts";

/** `link`: to the next page, or, on the last one, to the next round. */
export type FeedPage = { readonly rows: readonly Row[]; readonly link: string; readonly isLast: boolean };

/** Graph does not take the link that the round began with any more. */
export type Lost = { readonly lost: GraphAnswer };

/** Only what has changed. */
const minimal = { prefer: "return=minimal" } as const;
const restarts = 3;

/** The changes since `round`, from `link` on; where that is too old, all of them from the beginning. */
export async function* roundPages(
  graph: Graph,
  { link, round }: { readonly link: string; readonly round: string },
  asking: Asking,
): AsyncGenerator<FeedPage | Lost, void, undefined> {
  const { purpose } = asking;
  let url = link;
  let left = restarts;
  let followed = new Set([url]);
  while (true) {
    asking.signal.throwIfAborted();
    const answer = await graph.get(url, { ...asking, headers: { ...asking.headers, ...minimal } });
    // Graph gave the link itself: whatever it calls the flaw, only an older link can help.
    if (answer.status === 400 || isExpiredPage(answer) || isPositionLost(answer)) {
      if (url === round) return yield { lost: answer };
      if (left === 0) throw graphFault(answer, purpose);
      left -= 1;
      url = round;
      followed = new Set([url]);
      continue;
    }
    const page = feedPageIn(answer, { url, asking });
    if (!page.isLast && followed.has(page.link)) {
      throw leadsBack(answer, purpose);
    }
    yield page;
    if (page.isLast) return;
    url = page.link;
    followed.add(url);
  }
}

function feedPageIn(
  answer: GraphAnswer,
  { url, asking: { purpose } }: { url: string; asking: Asking },
): FeedPage {
  const { rows, next } = pageIn(answer, { url, purpose });
  const { body } = answer;
  const end = isRow(body) ? (body["@odata.deltaLink"] ?? null) : null;
  if (next !== null && end === null) return { rows, link: next, isLast: false };
  if (next === null && typeof end === "string") return { rows, link: end, isLast: true };
  const expected = "a page of changes with a link either to the next page or to the next changes";
  throw unexpectedBody(body, purpose, expected);
}
