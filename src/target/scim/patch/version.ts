import type { HttpResponse } from "../../../http/message.ts";
import { property } from "../../../rules/attribute-path.ts";
import type { Attributes } from "../../../rules/directory.ts";
import type { Line } from "../line.ts";

/**
 * The version of a resource that was read, as `If-Match` takes it (RFC 7644 section 3.14); null where there
 * is none to go by. Frameworks put an `ETag` of the mere text on every answer: where the resource names
 * another version, that one counts.
 */
export function versionOf(line: Line, { headers }: HttpResponse, resource: Attributes | null): string | null {
  const { etag } = line.capabilities.now;
  if (etag === false) return null;
  const ofAnswer = entityTag(headers["etag"]);
  const ofResource = entityTag(property(property(resource, "meta"), "version"));
  // Nobody has said that versions count for anything; an ETag on the answer says so.
  if (etag === null && headers["etag"] === undefined) return null;
  return ofResource ?? ofAnswer;
}

/** `If-Match`, where the version is known. */
export function ifMatch(version: string | null): { readonly ifMatch?: string } {
  return version === null ? {} : { ifMatch: version };
}

/** RFC 9110 section 8.8.3; anything else would be no header. */
function entityTag(text: unknown): string | null {
  return typeof text === "string" && /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(text) ? text : null;
}
