import type { Quirks } from "./quirks.ts";

export type Answer = {
  readonly status: number;
  /** JSON, or text as it stands. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** An error in the form in which this server has them. */
export function failure(quirks: Quirks, status: number, said: { type?: string; detail: string }): Answer {
  const { type, detail } = said;
  const scimType = typeOf(quirks, status) ?? type;
  switch (quirks.errorBody) {
    case "html":
      return { status, body: `<html><body><h1>Error ${String(status)}</h1></body></html>` };
    case "traceback":
      return {
        status,
        body: { detail: `Traceback (most recent call last):\n  File "scim.py"\nError: ${detail}` },
      };
    case "empty":
      return { status };
    case "list":
    case "extras":
    case undefined:
      break;
  }
  const written = quirks.errorStatus === "number" ? status : String(status);
  return {
    status,
    body: {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      ...(quirks.errorStatus === "absent" ? {} : { status: written }),
      ...(scimType === undefined || quirks.errorType === "none" ? {} : { scimType }),
      detail: quirks.errorBody === "list" ? [detail, "and more"] : detail,
      ...(quirks.errorBody === "extras" ? { "urn:server:diagnostics": { line: 7 }, meta: null } : {}),
    },
  };
}

function typeOf({ errorType }: Quirks, status: number): string | undefined {
  if (errorType === "invalidSyntax") return errorType;
  return errorType === "own" ? (ownTypes[status] ?? "badRequest") : undefined;
}

const ownTypes: Readonly<Record<number, string>> = { 404: "notFound", 409: "conflict", 500: "internal" };

export function notFound(quirks: Quirks, id: string): Answer {
  return failure(quirks, quirks.unknownIdIs500 === true ? 500 : 404, { detail: `No resource ${id}` });
}

export function taken(quirks: Quirks, options: { byPatch: boolean }): Answer {
  const status = options.byPatch && quirks.conflictByPatchIs500 === true ? 500 : 409;
  return failure(quirks, status, { type: "uniqueness", detail: "The userName is taken" });
}
