import type { Context } from "hono";

/** Whether the request came inside another one, as an item of a `$batch`. */
export function isBatchItem(context: Context): boolean {
  const { batched }: { batched?: unknown } = context.env;
  return batched === true;
}
