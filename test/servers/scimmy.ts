/**
 * A real SCIM server (scimmy with scimmy-routers on express) over two maps, in a process of its own. It
 * prints `{"url", "token", "controlUrl"}` as one line and ends with its standard input.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { Config, Resources, Schemas, Types } from "scimmy";
import { SCIMMYRouters } from "scimmy-routers";
import type { Fault } from "./fault.ts";

type Row = Record<string, unknown> & { id: string };
type App = RequestListener & { use(path: string, handler: unknown): void };
type Handle = { id?: string; filter?: { match(rows: readonly Row[]): readonly Row[] } };

const token = process.env["SCIMMY_TOKEN"] ?? "scimmy-token";
/** `off`: takes every name as often as it comes, so that a second account for one person shows. */
const isUnique = process.env["SCIMMY_UNIQUE"] !== "off";
const users = new Map<string, Row>();
const groups = new Map<string, Row>();
let requests: Record<string, number> = {};
let faults: Fault[] = [];

/** An extension of this application's own, with an attribute of every form. */
const crew = new Types.SchemaDefinition(
  "Crew",
  "urn:ietf:params:scim:schemas:extension:Crew:2.0:User",
  "What the crew knows of a person",
  [
    new Types.Attribute("string", "deck"),
    new Types.Attribute("string", "tags", { multiValued: true }),
    new Types.Attribute("boolean", "onBoard"),
    new Types.Attribute("integer", "berth"),
    new Types.Attribute("complex", "badges", { multiValued: true }, [
      new Types.Attribute("string", "type"),
      new Types.Attribute("string", "value"),
    ]),
  ],
);

// Scimmy's own schema of roles allows no type at all; applications that Entra provisions take Entra's.
const roleType = Schemas.User.definition.attribute("roles.type");
if (roleType instanceof Types.Attribute) roleType.config.canonicalValues = false;

Resources.declare(Resources.User.extend(Schemas.EnterpriseUser, false).extend(crew as never, false))
  .ingress((handle, instance) => save(users, "userName", [handle, instance]) as never)
  .egress((handle) => load(users, handle) as never)
  .degress((handle) => drop(users, handle));
Resources.declare(Resources.Group)
  .ingress((handle, instance) => save(groups, "displayName", [handle, instance]) as never)
  .egress((handle) => load(groups, handle) as never)
  .degress((handle) => drop(groups, handle));

// Express 4 has no types here; of it only this much is used.
const express = createRequire(import.meta.url)("express") as () => App;
const app = express();
app.use("/scim", new SCIMMYRouters({ type: "bearer", handler: authenticate }));
const bulkOperations = process.env["SCIMMY_BULK_OPERATIONS"];
if (bulkOperations !== undefined) {
  Config.set({ bulk: { supported: true, maxOperations: Number(bulkOperations) } });
}

const server = createServer((request, response) => {
  const [, root, path] = (request.url ?? "").split("/");
  if (root === "control") void control(path ?? "", request, response);
  else void serve(request, response);
});
server.listen(0, "127.0.0.1", () => {
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  process.stdout.write(
    `${JSON.stringify({ url: `${origin}/scim`, token, controlUrl: `${origin}/control` })}\n`,
  );
});
process.stdin.resume().on("end", () => process.exit());

function authenticate(request: { header(name: string): string | undefined }): string {
  if (request.header("authorization") !== `Bearer ${token}`) throw new Error("Token not accepted");
  return "lockstep";
}

/** Like most applications: the name is unique without regard to case, unless this one takes anything. */
function save(rows: Map<string, Row>, unique: string, [handle, instance]: [Handle, unknown]): Row {
  if (handle.id !== undefined && !rows.has(handle.id)) throw new Types.Error(404, null as never, "Gone");
  const values = JSON.parse(JSON.stringify(instance)) as Row;
  const id = handle.id ?? randomUUID();
  const name = String(values[unique]).toLowerCase();
  for (const row of rows.values()) {
    if (isUnique && row.id !== id && String(row[unique]).toLowerCase() === name) {
      throw new Types.Error(409, "uniqueness", `${unique} is taken`);
    }
  }
  const row = { ...values, id };
  rows.set(id, row);
  return row;
}

function load(rows: Map<string, Row>, { id, filter }: Handle): Row | readonly Row[] {
  if (id === undefined) return filter === undefined ? [...rows.values()] : filter.match([...rows.values()]);
  const row = rows.get(id);
  if (row === undefined) throw new Types.Error(404, null as never, `No resource ${id}`);
  return row;
}

function drop(rows: Map<string, Row>, { id }: Handle): void {
  if (id === undefined || !rows.delete(id)) throw new Types.Error(404, null as never, "Gone");
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? "";
  requests[method] = (requests[method] ?? 0) + 1;
  const fault = faults.find((candidate) => candidate.times > 0 && candidate.method === method);
  if (fault === undefined) return app(request, response);
  fault.times--;
  await new Promise((resolve) => void setTimeout(resolve, fault.delayMs ?? 0));
  switch (fault.kind) {
    case "delay":
      return app(request, response);
    case "answer":
      response.writeHead(fault.status, fault.headers ?? { "content-type": "application/scim+json" });
      response.end(fault.body ?? "");
      return undefined;
    case "hangUpBefore":
      request.socket.destroy();
      return undefined;
    case "hangUpAfter":
      // The work is done; the answer never leaves.
      response.end = () => {
        request.socket.destroy();
        return response;
      };
      return app(request, response);
  }
}

async function control(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  if (path === "faults") faults = JSON.parse(body) as Fault[];
  if (path === "forget") requests = {};
  if (path === "empty") for (const rows of [users, groups]) rows.clear();
  const answers: Record<string, unknown> = {
    requests,
    store: { users: [...users.values()], groups: [...groups.values()] },
  };
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(answers[path] ?? null));
}
