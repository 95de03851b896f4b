import { property } from "../../../rules/attribute-path.ts";
import { type BulkLimits, modestBulk, type TargetCapabilities } from "../../../rules/target-capabilities.ts";
import type { Line } from "../line.ts";
import { readDocuments } from "./documents.ts";

/** More in one request would keep a server busy for minutes, and leave as much open if it dies. */
const mostOperations = 10_000;

/** What `/ServiceProviderConfig` says (RFC 7643 section 5, RFC 9865 section 3), read leniently. */
export async function readServiceProviderConfig(
  line: Line,
  { signal }: { signal: AbortSignal },
): Promise<Partial<TargetCapabilities>> {
  const path = "/ServiceProviderConfig";
  const [config] = await readDocuments(line, { path, keyOf: () => "only", once: true, signal });
  const patch = supported(config, "patch");
  const etag = supported(config, "etag");
  const bulk = bulkOf(config);
  const pagination = property(config, "pagination");
  const cursor = flag(property(pagination, "cursor"));
  const pageSize =
    count(property(pagination, "maxPageSize")) ?? count(property(property(config, "filter"), "maxResults"));
  // What it says against filters is not believed: servers filter all the same, and a question tells.
  return {
    ...(patch === null ? {} : { patch }),
    ...(etag === null ? {} : { etag }),
    ...(bulk === undefined ? {} : { bulk }),
    ...(cursor === null ? {} : { cursor }),
    ...(pageSize === null ? {} : { pageSize }),
  };
}

function bulkOf(config: unknown): BulkLimits | null | undefined {
  const offered = supported(config, "bulk");
  if (offered !== true) return offered === false ? null : undefined;
  const bulk = property(config, "bulk");
  const operations = count(property(bulk, "maxOperations")) ?? modestBulk.maxOperations;
  const maxPayloadBytes = count(property(bulk, "maxPayloadSize")) ?? modestBulk.maxPayloadBytes;
  return operations < 2 ? null : { maxOperations: Math.min(operations, mostOperations), maxPayloadBytes };
}

/** `{"patch": {"supported": true}}`; some write `{"patch": true}`. */
function supported(config: unknown, feature: string): boolean | null {
  const found = property(config, feature);
  return flag(property(found, "supported")) ?? flag(found);
}

function flag(value: unknown): boolean | null {
  const text = String(value).toLowerCase();
  return text === "true" ? true : text === "false" ? false : null;
}

/** Zero and less mean that nobody thought of a limit. */
function count(value: unknown): number | null {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= 1 ? number : null;
}
