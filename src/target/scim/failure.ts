import type { HttpResponse } from "../../http/message.ts";
import { property } from "../../rules/attribute-path.ts";
import type { Failure } from "../../rules/operation.ts";
import { parseJson } from "./answer.ts";
import { type ErrorRow, errorTable, serverFault, unexpected } from "./error-table.ts";

/**
 * What an error answer says (RFC 7644 section 3.12), read leniently: every server has its own idea of the
 * body.
 */
export type ScimError = {
  readonly status: number;
  readonly scimType: string | null;
  /** Of a web page, its title. */
  readonly detail: string | null;
  readonly page: boolean;
};

export function readError({ status, body }: Pick<HttpResponse, "status" | "body">): ScimError {
  const json = parseJson(body);
  if (json === undefined && body.trimStart().startsWith("<")) {
    return { status, scimType: null, detail: titleOf(body), page: true };
  }
  const scimType = property(json, "scimType");
  const detail = json === undefined ? plainText(body) : detailOf(json);
  return {
    status,
    scimType: typeof scimType === "string" && scimType !== "" ? scimType : null,
    detail,
    page: false,
  };
}

/** Of whoever stands before the target, and may not have reached it. */
export function isGateway(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}

/** True for an answer that says: another resource has a value that must be unique. */
export function isConflict(error: ScimError): boolean {
  return rowOf(error).conflict === true;
}

/** `action` is what was tried: "create the user". */
export function failureOf(action: string, error: ScimError): Failure {
  const { code, cure, transient = false } = rowOf(error);
  return { code, message: `Cannot ${action}: ${describe(error)}`, cure, transient };
}

/** The answer in one line. */
export function describe({ status, scimType, detail, page }: ScimError): string {
  const type = scimType === null ? "" : ` ${oneLine(scimType)}`;
  const how = page ? " with a web page" : "";
  return `the target answered ${String(status)}${type}${how}${detail === null ? "" : `: ${detail}`}`;
}

function rowOf(error: ScimError): ErrorRow {
  return errorTable.find((row) => fits(row, error)) ?? (error.status >= 500 ? serverFault : unexpected);
}

function fits(row: ErrorRow, { status, scimType, detail, page }: ScimError): boolean {
  return (
    (row.status?.includes(status) ?? (status >= 400 && status < 500 && status !== 429)) &&
    (row.scimType === undefined || row.scimType.includes(scimType?.toLowerCase() ?? "")) &&
    (row.says === undefined || (!page && row.says.test(detail?.toLowerCase() ?? ""))) &&
    (row.page !== true || page)
  );
}

/** `detail` is text by the standard; arrays, nested errors and other names are found too. */
function detailOf(json: unknown): string | null {
  if (typeof json === "string") return plainText(json);
  if (Array.isArray(json)) {
    const details = json.map(detailOf).filter((detail) => detail !== null);
    return details.length === 0 ? null : oneLine(details.join("; "));
  }
  for (const name of ["detail", "message", "error_description", "error", "errors"]) {
    const found = property(json, name);
    const detail = found === undefined || found === null ? null : detailOf(found);
    if (detail !== null) return detail;
  }
  return null;
}

/** Of a stack trace only the last line says something to people here, of HTML nothing. */
function plainText(body: string): string | null {
  const text = body.trim();
  if (text === "" || text.startsWith("<")) return null;
  const last = text.startsWith("Traceback") ? (text.split("\n").at(-1) ?? text) : text;
  return oneLine(last);
}

function titleOf(page: string): string | null {
  const title = oneLine(/<title[^>]*>([^<]*)/i.exec(page)?.[1] ?? "");
  return title === "" ? null : title;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const longest = 300;
