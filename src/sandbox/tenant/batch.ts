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
      headers: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

/** Carries out `POST /$batch` by asking `app` for each item; answers come in any order. */
export async function answerBatch(context: Context, app: Hono, random: Random): Promise<Response> {
  const { requests } = readBatch(await context.req.json());
  const { origin } = new URL(context.req.url);
  const authorization = context.req.header("Authorization") ?? "";
  const responses = await Promise.all(
    requests.map(async ({ id, method, url, headers = {} }) => {
      const request = new Request(`${origin}/v1.0/${url.replace(/^\//, "")}`, {
        method,
        headers: { ...headers, authorization },
      });
      const response = await app.fetch(request, { ...context.env, batched: true });
      return { id, status: response.status, headers: itemHeaders(response), body: await bodyOf(response) };
    }),
  );
  return context.json({ responses: shuffled(responses, random) });
}

function readBatch(body: unknown): z.infer<typeof batchSchema> {
  const batch = batchSchema.safeParse(body);
  if (!batch.success) throw badRequest("Invalid batch payload format.");
  const { requests } = batch.data;
  if (requests.length > largestBatch) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${largestBatch}.`);
  }
  const ids = new Set(requests.map(({ id }) => id.toLowerCase()));
  if (ids.size < requests.length) throw badRequest("Batch request ids must be unique.");
  return batch.data;
}

function itemHeaders({ headers }: Response): Record<string, string> {
  const retryAfter = headers.get("Retry-After");
  const contentType = headers.get("Content-Type");
  return {
    ...(retryAfter === null ? {} : { "Retry-After": retryAfter }),
    ...(contentType === null ? {} : { "Content-Type": contentType }),
  };
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
