import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, Hono } from "hono";
import { z } from "zod";
import { type Random, shuffled } from "../random.ts";
import { badRequest } from "./graph-error.ts";

const largestBatch = 20;
const batchSchema = z.object({
  requests: z.array(
    z.object({
      id: z.string().min(1),
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.unknown().optional(),
      dependsOn: z.array(z.string()).default([]),
    }),
  ),
});

type Item = z.infer<typeof batchSchema>["requests"][number];
type ItemAnswer = {
  readonly id: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
};

/** What the answers of items keep of their headers. */
const shownHeaders = [
  "Content-Type",
  "OData-Version",
  "Retry-After",
  "x-ms-resource-unit",
  "x-ms-throttle-information",
  "x-ms-throttle-limit-percentage",
  "x-ms-throttle-scope",
];

/** Carries out `POST /$batch` by asking `app` for each item; answers come in any order. */
export async function answerBatch(context: Context, app: Hono, random: Random): Promise<Response> {
  const answers = new Map<string, ItemAnswer | null>();
  for (const items of inTurns(readBatch(await context.req.json()))) {
    await Promise.all(
      items.map(async (item) => {
        const failed = item.dependsOn.some((id) => !isGood(answers.get(id.toLowerCase())));
        const answer = failed ? dependencyFailed(item) : await answerItem(item, context, app);
        answers.set(item.id.toLowerCase(), answer);
      }),
    );
  }
  const { outgoing }: HttpBindings = context.env;
  if (outgoing.destroyed) return RESPONSE_ALREADY_SENT;
  const responses = [...answers.values()].filter((answer) => answer !== null);
  return context.json({ responses: shuffled(responses, random) });
}

function readBatch(body: unknown): readonly Item[] {
  const { data } = batchSchema.safeParse(body);
  if (data === undefined) throw badRequest("Invalid batch payload format.");
  const { requests } = data;
  if (requests.length > largestBatch) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${largestBatch}.`);
  }
  const ids = new Set(requests.map(({ id }) => id.toLowerCase()));
  if (ids.size < requests.length) throw badRequest("Batch request ids must be unique.");
  for (const { id, headers, body: sent } of requests) {
    if (sent === undefined || Object.keys(headers).some((name) => name.toLowerCase() === "content-type"))
      continue;
    throw badRequest(`Batch request '${id}' has a body but no Content-Type header.`);
  }
  return requests;
}

/** The items that wait for none first, then those that wait for these, and so on. */
function inTurns(items: readonly Item[]): readonly (readonly Item[])[] {
  const turns: (readonly Item[])[] = [];
  const done = new Set<string>();
  for (let waiting = items; waiting.length > 0;) {
    const ready = waiting.filter(({ dependsOn }) => dependsOn.every((id) => done.has(id.toLowerCase())));
    if (ready.length === 0)
      throw badRequest("Batch requests depend on each other, or on none that is there.");
    turns.push(ready);
    for (const { id } of ready) done.add(id.toLowerCase());
    waiting = waiting.filter((item) => !ready.includes(item));
  }
  return turns;
}

/** Null without an answer. */
async function answerItem(item: Item, context: Context, app: Hono): Promise<ItemAnswer | null> {
  const { id, method, url, headers, body } = item;
  const { origin } = new URL(context.req.url);
  const request = new Request(`${origin}/v1.0/${url.replace(/^\//, "")}`, {
    method,
    headers: { ...headers, authorization: context.req.header("Authorization") ?? "" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await app.fetch(request, { ...context.env, batched: true });
  if (response.headers.has("x-hono-already-sent")) return null;
  return { id, status: response.status, headers: itemHeaders(response), body: await bodyOf(response) };
}

function isGood(answer: ItemAnswer | null | undefined): boolean {
  return answer !== null && answer !== undefined && answer.status < 400;
}

function dependencyFailed({ id }: Item): ItemAnswer {
  const error = { code: "FailedDependency", message: "A request that this one depends on has failed." };
  return { id, status: 424, headers: { "Content-Type": "application/json" }, body: { error } };
}

function itemHeaders({ headers }: Response): Record<string, string> {
  const shown = shownHeaders.map((name) => [name, headers.get(name)] as const);
  return Object.fromEntries(shown.filter((header): header is [string, string] => header[1] !== null));
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
