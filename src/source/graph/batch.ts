import pMap from "p-map";
import type { Graph, GraphAnswer } from "./client.ts";
import { graphFault, unexpectedBody } from "./graph-fault.ts";
import type { Asking } from "./pages.ts";
import { persist, TransientAnswer, transientAnswer } from "./patience.ts";
import { isRow, type Row } from "./row.ts";

/** Requests of the largest batch Graph takes. */
export const largestBatch = 20;
const concurrency = 4;

/**
 * GETs of many paths below the version, 20 a request; the answers in the order asked, each of any lasting
 * status.
 */
export async function batchGet(
  graph: Graph,
  urls: readonly string[],
  asking: Asking,
): Promise<readonly GraphAnswer[]> {
  const batches: (readonly string[])[] = [];
  for (let at = 0; at < urls.length; at += largestBatch) batches.push(urls.slice(at, at + largestBatch));
  const answers = await pMap(batches, async (batch) => await getBatch(graph, batch, asking), { concurrency });
  return answers.flat();
}

/** Each item is throttled by itself: those turned away, or left out, are sent again. */
async function getBatch(
  graph: Graph,
  urls: readonly string[],
  { signal, purpose }: Asking,
): Promise<readonly GraphAnswer[]> {
  const answers = new Map<string, GraphAnswer>();
  let turnedAway: GraphAnswer = { status: 504, headers: {}, body: undefined };

  async function attempt(): Promise<void> {
    const open = urls.map((url, index) => ({ id: String(index), method: "GET", url }));
    const requests = open.filter(({ id }) => !answers.has(id));
    const answer = await graph.post("/$batch", { requests }, { signal });
    if (answer.status !== 200) throw graphFault(answer, purpose);
    const transients: TransientAnswer[] = [];
    for (const item of itemsOf(answer.body, { signal, purpose })) {
      graph.pressure.pace.heed(item.headers);
      const transient = transientAnswer(item);
      if (transient === null) {
        answers.set(item.id, item);
      } else {
        transients.push(transient);
        turnedAway = item;
      }
    }
    if (answers.size < urls.length) throw together(transients);
  }

  try {
    await persist(attempt, graph.pressure, { signal });
  } catch (error) {
    throw error instanceof TransientAnswer ? graphFault(turnedAway, purpose) : error;
  }
  return urls.map((_, index) => answers.get(String(index)) ?? turnedAway);
}

/** Waits for the most patient of them: sooner, only a part would get further. */
function together(transients: readonly TransientAnswer[]): TransientAnswer {
  const waits = transients.map(({ waitMs }) => waitMs).filter((waitMs) => waitMs !== null);
  return new TransientAnswer({
    asked: transients.some(({ asked }) => asked),
    waitMs: waits.length === 0 ? null : Math.max(...waits),
  });
}

type Item = GraphAnswer & { readonly id: string };

function itemsOf(body: unknown, { purpose }: Asking): readonly Item[] {
  const responses: unknown = isRow(body) ? body["responses"] : null;
  if (!Array.isArray(responses)) throw unexpectedBody(body, purpose, "the responses of a batch");
  return responses.map((response: unknown) => {
    const id = isRow(response) ? response["id"] : null;
    const status = isRow(response) ? response["status"] : null;
    if (!isRow(response) || typeof id !== "string" || typeof status !== "number") {
      throw unexpectedBody(body, purpose, "the responses of a batch");
    }
    return { id, status, headers: lowerCase(response["headers"]), body: response["body"] };
  });
}

function lowerCase(headers: unknown): Record<string, string> {
  const row: Row = isRow(headers) ? headers : {};
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
