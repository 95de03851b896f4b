import type { HttpRequest, HttpResponse } from "../../../src/http/message.ts";
import { createGraph, type Graph, type GraphOptions } from "../../../src/source/graph/client.ts";
import { cyclePatience, type Patience } from "../../../src/source/graph/patience.ts";

export const graphUrl = "https://graph.example.com";

export type Scripted = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text as it is. */
  readonly body?: object | string;
};

/** The Graph client over a network where a function answers; `sent` is what it was asked. */
export function scriptedGraph(
  answer: (request: HttpRequest, number: number) => Scripted,
  { patience = {}, ...more }: { patience?: Partial<Patience> } & Pick<GraphOptions, "onWait"> = {},
): { readonly graph: Graph; readonly sent: readonly HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const graph = createGraph({
    graphUrl,
    ...more,
    patience: { ...cyclePatience, ...patience },
    tokens: { get: async () => await Promise.resolve("token"), forget: () => undefined },
    http: {
      async request(request): Promise<HttpResponse> {
        request.signal.throwIfAborted();
        sent.push(request);
        const { status = 200, headers = {}, body = {} } = answer(request, sent.length);
        const text = typeof body === "string" ? body : JSON.stringify(body);
        return await Promise.resolve({ status, headers, body: text });
      },
      [Symbol.asyncDispose]: async () => await Promise.resolve(),
    },
  });
  return { graph, sent };
}

/** Paths below the version, with their queries. */
export function pathsOf(sent: readonly HttpRequest[]): readonly string[] {
  return sent.map(({ url }) => url.replace(`${graphUrl}/v1.0`, ""));
}
