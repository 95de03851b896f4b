import { z } from "zod";
import { flag, whole } from "./leaf.ts";

/** What the operator knows better than the application says. */
export const capabilitiesShape = z.strictObject({
  patch: flag("false: updates replace the whole object (PUT)").optional(),
  bulk: flag(
    "false: one write a request; true: bulk requests although the application offers none",
  ).optional(),
  bulkOperations: whole("Writes in one bulk request", { min: 2, max: 10_000 }).optional(),
  filter: flag("false: the application is listed and never searched").optional(),
  etag: flag("Whether writes name the version that was read (If-Match)").optional(),
  cursor: flag("Whether lists are paged by cursors (RFC 9865)").optional(),
  pageSize: whole("Objects in one page of a list", { min: 1, max: 10_000 }).optional(),
  users: path("Where users are, if not at /Users").optional(),
  groups: path("Where groups are, if not at /Groups").optional(),
});

export type WrittenCapabilities = z.output<typeof capabilitiesShape>;

function path(description: string) {
  const plain = /^(?:\/[\w~-][\w.~-]*)+$/;
  return z.string().regex(plain, "should be a path below target.url, such as /People").describe(description);
}
