import type { HttpRequest, HttpResponse } from "../../../src/http/message.ts";
import type { Omission } from "./step.ts";

const lists: { readonly [list in Omission["list"]]: RegExp } = {
  appRoleAssignedTo: /\/appRoleAssignedTo\?/,
  members: /\/groups\/[^/]+\/members\?/,
  users: /\/users\?/,
  groups: /\/groups\?/,
};

/** Takes a row out of one answer, be it of its own or an item of a batch. */
export function omitting(
  omission: Omission | null,
): (request: HttpRequest, response: HttpResponse) => HttpResponse {
  if (omission === null) return (_request, response) => response;
  const { list, nth, row } = omission;
  let seen = 0;

  function shorten(url: string, body: unknown): void {
    const rows: unknown = isObject(body) ? body["value"] : null;
    if (!lists[list].test(url) || !Array.isArray(rows) || rows.length === 0) return;
    seen += 1;
    if (seen === nth) rows.splice(row % rows.length, 1);
  }

  return ({ url, body: asked }, response) => {
    if (response.status !== 200 || !response.body.startsWith("{")) return response;
    const body = parse(response.body);
    const items: unknown = isObject(body) ? body["responses"] : null;
    if (!Array.isArray(items)) shorten(url, body);
    else for (const item of items) if (isObject(item)) shorten(urlOf(item["id"], asked), item["body"]);
    return { ...response, body: body === null ? response.body : JSON.stringify(body) };
  };
}

function urlOf(id: unknown, asked: string | undefined): string {
  const batch = parse(asked ?? "null");
  const requests: unknown = isObject(batch) ? batch["requests"] : null;
  const found: unknown = Array.isArray(requests)
    ? requests.find((request) => isObject(request) && request["id"] === id)
    : null;
  const url: unknown = isObject(found) ? found["url"] : null;
  return typeof url === "string" ? url : "";
}

/** Null: no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
