import { property } from "../../../rules/attribute-path.ts";
import type { HttpResponse } from "../../../http/message.ts";
import { asResource, parseJson } from "../answer.ts";
import type { BulkOperation } from "./bulk-operation.ts";

/** What a bulk response says of one operation: the answer that a request of its own would have had. */
export type OperationAnswer = {
  readonly response: HttpResponse;
  /** The resource's id, where the answer has it. */
  readonly id: string | null;
};

/** The `bulkId` of the operation at a position of the request. */
export function bulkIdAt(position: number): string {
  return String(position + 1);
}

/**
 * The answers in the order of the operations, null for an operation that nothing is said of. Null altogether
 * where this is no bulk response. Creates are told by their `bulkId` alone: by its position an answer could
 * give one person's account to another. Of writes to known resources many servers say no `bulkId`.
 */
export function readBulkResponse(
  body: string,
  operations: readonly BulkOperation[],
): readonly (OperationAnswer | null)[] | null {
  const found = property(parseJson(body), "Operations");
  if (!Array.isArray(found)) return null;
  const rows: readonly unknown[] = found;
  const byId = new Map(rows.map((row) => [String(property(row, "bulkId")), row]));
  const byLocation = new Map(rows.map((row) => [locationKey(row), row]));
  const agreeing = agreeingMethods(rows);
  const inOrder = rows.length === operations.length;
  return operations.map((operation, position) => {
    const own = byId.get(bulkIdAt(position));
    if (own !== undefined) return answerOf(own);
    if (operation.method === "POST") return null;
    const row = byLocation.get(`${operation.method} ${operation.path.split("/").at(-1) ?? ""}`);
    if (row !== undefined) return answerOf(row);
    const there = inOrder ? rows[position] : undefined;
    return isAbout(there, operation) && agreeing.has(methodOf(there)) ? answerOf(there) : null;
  });
}

function locationKey(row: unknown): string {
  return `${methodOf(row) ?? ""} ${lastSegment(property(row, "location")) ?? ""}`;
}

/** An answer without a location, and of the same method where it names one. */
function isAbout(row: unknown, { method }: BulkOperation): boolean {
  if (row === undefined || lastSegment(property(row, "location")) !== null) return false;
  return property(row, "bulkId") === undefined && (methodOf(row) ?? method) === method;
}

/** Not everybody answers in order: where a method's answers agree it does not matter whose is whose. */
function agreeingMethods(rows: readonly unknown[]): ReadonlySet<string | null> {
  const outcomes = new Map<string | null, Set<number | null>>();
  for (const row of rows) {
    const status = statusOfRow(row);
    const outcome = status !== null && status < 300 ? 200 : status;
    const method = methodOf(row);
    outcomes.set(method, (outcomes.get(method) ?? new Set()).add(outcome));
  }
  return new Set([...outcomes].filter(([, { size }]) => size === 1).map(([method]) => method));
}

function methodOf(row: unknown): string | null {
  const method = property(row, "method");
  return typeof method === "string" ? method.toUpperCase() : null;
}

function answerOf(row: unknown): OperationAnswer | null {
  const response = property(row, "response");
  const status = statusOfRow(row);
  if (status === null) return null;
  const body = response === undefined ? "" : JSON.stringify(response);
  const id = asResource(response)?.id ?? lastSegment(property(row, "location"));
  return { response: { status, headers: {}, body }, id };
}

function statusOfRow(row: unknown): number | null {
  return statusOf(property(row, "status")) ?? statusOf(property(property(row, "response"), "status"));
}

/** `"201"`, `201`, and as drafts of the standard had it `{"code": "201"}`. */
function statusOf(status: unknown): number | null {
  const code = Number.parseInt(String(property(status, "code") ?? status), 10);
  return code >= 100 && code <= 599 ? code : null;
}

/** The id at the end of a resource's address; its path and host are never used. */
function lastSegment(location: unknown): string | null {
  if (typeof location !== "string") return null;
  const path = location.split(/[?#]/)[0] ?? "";
  const segments = path.split("/").filter((segment) => segment !== "");
  const last = segments.at(-1);
  if (last === undefined || segments.length < 2 || unset.has(last)) return null;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** What servers write where there is no id. */
const unset: ReadonlySet<string> = new Set(["undefined", "null", "None", ".", ".."]);
