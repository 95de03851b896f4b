/**
 * A SCIM server of a few lines whose PATCH is the library `scim-patch`: a second, independent reading of RFC
 * 7644 section 3.5.2. Prints `{"url", "token", "controlUrl"}` as one line and ends with its standard input.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { scimPatch, type ScimPatchOperation, type ScimResource } from "scim-patch";

type Resource = ScimResource & { id: string; [attribute: string]: unknown };
type Answer = { readonly status: number; readonly body?: unknown };

const token = "scim-patch-token";
const stores: Readonly<Record<string, Map<string, Resource>>> = { Users: new Map(), Groups: new Map() };
let requests: Record<string, number> = {};

const server = createServer((request, response) => void serve(request, response));
server.listen(0, "127.0.0.1", () => {
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const addresses = { url: `${origin}/scim`, token, controlUrl: `${origin}/control` };
  process.stdout.write(`${JSON.stringify(addresses)}\n`);
});
process.stdin.resume().on("end", () => process.exit());

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  const url = new URL(request.url ?? "", "http://localhost");
  const [, root, kind = "", id] = url.pathname.split("/");
  const answer =
    root === "control" ? control(kind) : scim(request, { kind, id, query: url.searchParams, body });
  response.writeHead(answer.status, { "content-type": "application/scim+json" });
  response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
}

function control(path: string): Answer {
  if (path === "forget") requests = {};
  if (path === "empty") for (const rows of Object.values(stores)) rows.clear();
  const store = {
    users: [...(stores["Users"]?.values() ?? [])],
    groups: [...(stores["Groups"]?.values() ?? [])],
  };
  return { status: 200, body: path === "store" ? store : requests };
}

type Asked = { kind: string; id: string | undefined; query: URLSearchParams; body: string };

function scim(request: IncomingMessage, { kind, id, query, body }: Asked): Answer {
  const method = request.method ?? "";
  requests[method] = (requests[method] ?? 0) + 1;
  if (request.headers.authorization !== `Bearer ${token}`) return failure(401, "Token not accepted");
  const store = stores[kind];
  if (store === undefined) return failure(404, `No endpoint ${kind}`);
  if (id === undefined) return method === "POST" ? create(store, body) : list(store, query);
  const resource = store.get(decodeURIComponent(id));
  if (resource === undefined) return failure(404, `No resource ${id}`);
  switch (method) {
    case "PATCH":
      return patch(store, resource, body);
    case "PUT":
      return save(store, { ...(JSON.parse(body) as Resource), id: resource.id }, 200);
    case "DELETE":
      store.delete(resource.id);
      return { status: 204 };
    default:
      return { status: 200, body: shown(resource, query) };
  }
}

function create(store: Map<string, Resource>, body: string): Answer {
  return save(store, { ...(JSON.parse(body) as Resource), id: randomUUID() }, 201);
}

function save(store: Map<string, Resource>, resource: Resource, status: number): Answer {
  if ([...store.values()].some((other) => other.id !== resource.id && nameOf(other) === nameOf(resource)))
    return failure(409, "taken", "uniqueness");
  store.set(resource.id, resource);
  return { status, body: resource };
}

function patch(store: Map<string, Resource>, resource: Resource, body: string): Answer {
  const { Operations } = JSON.parse(body) as { Operations: ScimPatchOperation[] };
  try {
    const patched = scimPatch(structuredClone(resource), Operations, { mutateDocument: false });
    store.set(resource.id, patched);
    return { status: 200, body: patched };
  } catch (error) {
    return failure(400, String(error), "invalidValue");
  }
}

function list(store: Map<string, Resource>, query: URLSearchParams): Answer {
  const [, path = "", value = ""] = /^(\S+) eq "(.*)"$/.exec(query.get("filter") ?? "") ?? [];
  const all = [...store.values()].filter((resource) => {
    return (
      path === "" ||
      String(resource[path]).toLowerCase() === (JSON.parse(`"${value}"`) as string).toLowerCase()
    );
  });
  const startIndex = Number(query.get("startIndex") ?? 1);
  const count = Math.min(Number(query.get("count") ?? 100), 100);
  const page = all.slice(startIndex - 1, startIndex - 1 + count).map((resource) => shown(resource, query));
  return {
    status: 200,
    body: {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: all.length,
      startIndex,
      itemsPerPage: page.length,
      Resources: page,
    },
  };
}

function shown(resource: Resource, query: URLSearchParams): Record<string, unknown> {
  const { members, ...others } = resource;
  return query.get("excludedAttributes") === "members" || members === undefined
    ? others
    : { ...others, members };
}

function nameOf(resource: Resource): string {
  return String(resource["userName"] ?? resource["displayName"]).toLowerCase();
}

function failure(status: number, detail: string, scimType?: string): Answer {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
  return {
    status,
    body: { schemas, status: String(status), detail, ...(scimType === undefined ? {} : { scimType }) },
  };
}
