import type { HttpResponse } from "../../http/message.ts";
import { property } from "../../rules/attribute-path.ts";
import type { Attributes } from "../../rules/directory.ts";
import { StopError } from "../../rules/stop-error.ts";
import type { TargetObject } from "../../rules/target-object.ts";

/** One page of a list as the target sent it. */
export type ListResponse = {
  readonly objects: readonly TargetObject[];
  /** With those that have no id and cannot be addressed. */
  readonly rows: number;
  /** Null where it does not say. */
  readonly total: number | null;
  /** RFC 9865: what to ask for the next page with; null where there is none, or no such paging. */
  readonly nextCursor: string | null;
};

/** The JSON of a body, whatever its content type claims; undefined where it is none. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body.charCodeAt(0) === byteOrderMark ? body.slice(1) : body) as unknown;
  } catch {
    return undefined;
  }
}

/** Reads a list; anything else is no answer of a SCIM server. */
export function readList(response: HttpResponse): ListResponse {
  const json = parseJson(response.body);
  const resources = property(json, "Resources");
  const total = property(json, "totalResults");
  const cursor = property(json, "nextCursor");
  if (!Array.isArray(resources) && typeof total !== "number") throw notScim("a list", response);
  const rows = Array.isArray(resources) ? (resources as unknown[]) : [];
  const objects = rows.flatMap((row) => asResource(row) ?? []);
  if (objects.length === 0 && rows.length > 0) throw notScim("a list of resources with ids", response);
  return {
    objects,
    rows: rows.length,
    total: typeof total === "number" ? total : null,
    nextCursor: typeof cursor === "string" && cursor !== "" ? cursor : null,
  };
}

/** Reads one resource; anything else is no answer of a SCIM server. */
export function readResource(response: HttpResponse): TargetObject {
  return asResource(parseJson(response.body)) ?? reject("a resource with an id", response);
}

/** The resource in a JSON value, null where it is none. */
export function asResource(json: unknown): TargetObject | null {
  const id = property(json, "id");
  const text = typeof id === "number" ? String(id) : id;
  // A URL drops "." and "..": such an id would address the collection.
  if (typeof text !== "string" || text === "" || text === "." || text === "..") return null;
  return { id: text, attributes: json as Attributes };
}

/** The URL of the job leads to something else than a SCIM server. */
export function notScim(expected: string, response: HttpResponse): StopError {
  return new StopError(
    "notScim",
    `The target is no SCIM server: expected ${expected}, got ${shape(response)}`,
    {
      cure: "Check `target.url`: it is the SCIM base URL of the application, without /Users",
    },
  );
}

/** What an answer looks like, for people. */
export function shape({ status, headers, body }: HttpResponse): string {
  if (status >= 300 && status < 400) return `a redirect (${String(status)}) to ${redirectHost(headers)}`;
  return `${kind(body)} with status ${String(status)}`;
}

function kind(body: string): string {
  const text = body.trimStart();
  if (text === "") return "an empty body";
  if (text.startsWith("<")) return "a web page";
  const json = parseJson(body);
  if (json === undefined) return "text that is no JSON";
  if (Array.isArray(json)) return "a JSON array";
  if (typeof json !== "object" || json === null) return "a JSON value";
  const names = Object.keys(json).slice(0, 5);
  return names.length === 0 ? "an empty JSON object" : `a JSON object with ${names.join(", ")}`;
}

/** The host alone: a path can carry a session. */
function redirectHost(headers: HttpResponse["headers"]): string {
  const location = headers["location"];
  if (location === undefined) return "nowhere";
  return URL.canParse(location) ? new URL(location).origin : "another path";
}

function reject(expected: string, response: HttpResponse): never {
  throw notScim(expected, response);
}

const byteOrderMark = 0xfeff;
