import { z } from "zod";

/**
 * Something that goes wrong on purpose, for the requests it matches.
 *
 * - `status`: nothing is done, `status` is answered in the server's own error format
 * - `html`: nothing is done, an error page of a proxy is answered with `status`
 * - `hang`: nothing is done and nothing is answered
 * - `resetBefore`: nothing is done and the connection is cut
 * - `resetAfter`: the request is carried out, the head of the answer is sent and the connection is cut
 * - `truncated`: the request is carried out and half of the answer's JSON is sent as if it were whole
 * - `rubbish`: nothing is done, 200 with JSON of another kind is answered
 * - `slow`: the request is carried out and the answer comes in ten pieces with `pauseMs` before each
 * - `omitted`: the answer of a batch lacks the item; requests of their own pass
 *
 * In a batch, what cuts, holds up or slows an item does so to the whole batch.
 */
export const faultSchema = z.strictObject({
  kind: z.enum([
    "status",
    "html",
    "hang",
    "resetBefore",
    "resetAfter",
    "truncated",
    "rubbish",
    "slow",
    "omitted",
  ]),
  status: z.number().int().min(400).max(599).default(503),
  /** Value of `Retry-After`, as it is sent; none if left out. */
  retryAfter: z.string().nullable().default(null),
  pauseMs: z.number().int().nonnegative().default(1_000),
  /** Null: every method. */
  method: z.string().nullable().default(null),
  /** A part of the path with its query; empty: every path. */
  path: z.string().default(""),
  /** True: items of batches alone; false: requests of their own alone; null: both. */
  batched: z.boolean().nullable().default(null),
  /** Matching requests that pass before the first one is hit. */
  after: z.number().int().default(0),
  /** Of those that match, every first, every second … */
  every: z.number().int().positive().default(1),
  /** In how many of 100 cases; which ones depends on `seed`. */
  percent: z.number().int().min(0).max(100).default(100),
  seed: z.number().int().default(1),
  /** How many requests are hit; null: all until the faults are replaced. */
  times: z.number().int().nullable().default(null),
});

export type Fault = z.infer<typeof faultSchema>;
