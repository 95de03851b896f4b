import { property } from "../../../rules/attribute-path.ts";
import type { ObjectType } from "../../../rules/directory.ts";
import { StopError } from "../../../rules/stop-error.ts";
import type { TargetCapabilities } from "../../../rules/target-capabilities.ts";
import { parseJson } from "../answer.ts";
import { coreSchema } from "../attribute.ts";
import type { Line } from "../line.ts";
import { readDocuments } from "./documents.ts";

/**
 * Where `/ResourceTypes` (RFC 7643 section 6) says that users and groups are. A type that it leaves out is
 * looked for at its usual place all the same: such lists are often not complete.
 */
export async function readResourceTypes(
  line: Line,
  options: { signal: AbortSignal },
): Promise<Partial<TargetCapabilities>> {
  const types = await readDocuments(line, { path: "/ResourceTypes", keyOf: typeKey, once: true, ...options });
  const users = await collectionOf(line, "user", { ...options, types });
  const groups = await collectionOf(line, "group", { ...options, types });
  return { ...(users === null ? {} : { users }), ...(groups === null ? {} : { groups }) };
}

function typeKey(row: unknown): string | null {
  const endpoint = property(row, "endpoint");
  return typeof endpoint === "string" ? endpoint : null;
}

/** Null where nothing is said of the type. */
async function collectionOf(
  line: Line,
  type: ObjectType,
  { types, signal }: { types: readonly unknown[]; signal: AbortSignal },
): Promise<string | null> {
  const own = types.find((row) => isFor(type, row));
  if (own === undefined) return null;
  const path = plainPath(property(own, "endpoint"), line.endpoint.identity);
  if (path === null || path === usual[type]) return usual[type];
  return (await holdsResources(line, path, signal)) ? path : usual[type];
}

const usual: Readonly<Record<ObjectType, string>> = { user: "/Users", group: "/Groups" };

function isFor(type: ObjectType, row: unknown): boolean {
  const schema = property(row, "schema");
  if (typeof schema === "string") return schema.toLowerCase() === coreSchema(type).toLowerCase();
  return [property(row, "name"), property(row, "id")].some((name) => String(name).toLowerCase() === type);
}

/** Only a plain path below the base URL: no answer of a server may send our token anywhere else. */
function plainPath(endpoint: unknown, identity: string): string | null {
  if (typeof endpoint !== "string") return null;
  const base = new URL(identity).pathname.replace(/\/+$/, "");
  const below = base !== "" && endpoint.startsWith(`${base}/`) ? endpoint.slice(base.length) : endpoint;
  const path = below.startsWith("/") ? below : `/${below}`;
  const segments = path.slice(1).split("/");
  const isPlain = segments.every((segment) => /^[\w~-][\w.~-]*$/.test(segment));
  return isPlain ? path : null;
}

/** Templates name paths that nobody serves. */
async function holdsResources(line: Line, path: string, signal: AbortSignal): Promise<boolean> {
  const url = line.endpoint.service(path, { startIndex: "1", count: "1", excludedAttributes: "members" });
  try {
    const sent = await line.connection.send({ method: "GET", url, signal });
    if (sent.kind === "lost" || sent.response.status !== 200) return false;
    const json = parseJson(sent.response.body);
    return Array.isArray(property(json, "Resources")) || typeof property(json, "totalResults") === "number";
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StopError) return false;
    throw error;
  }
}
