import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import type { Journal } from "../journal.ts";
import { answerBatch } from "./batch.ts";
import { createDeletedItems } from "./deleted-items.ts";
import { badRequest, GraphError, moodOf } from "./graph-error.ts";
import { createGroups } from "./groups.ts";
import { createServicePrincipals } from "./service-principals.ts";
import type { Tenant } from "./tenant.ts";
import { createUsers } from "./users.ts";

/** Microsoft Graph of one tenant, as far as reading a directory needs it. */
export function createGraph(tenant: Tenant, { journal }: { journal: Journal }): Hono {
  const app = new Hono();
  app.use(journal.record("graph"));
  app.use(async (context, next) => {
    await next();
    decorate(context);
  });
  app.use(tenant.graphFaults.inject((status) => envelope(moodOf(status), null)));
  app.use(async (context, next) => {
    const fault = tenant.tokens.check(context.req.header("Authorization"));
    if (fault !== null) throw new GraphError(401, "InvalidAuthenticationToken", fault);
    await next();
  });

  app.route("/v1.0/users", createUsers(tenant));
  app.route("/v1.0/groups", createGroups(tenant));
  app.route("/v1.0/directory/deletedItems", createDeletedItems(tenant));
  app.route("/v1.0", createServicePrincipals(tenant));
  app.post("/v1.0/$batch", async (context) => await answerBatch(context, app, tenant.random));

  app.notFound((context) => {
    const segment = new URL(context.req.url).pathname.split("/")[2] ?? "";
    return envelope(
      new GraphError(400, "BadRequest", `Resource not found for the segment '${segment}'.`),
      context,
    );
  });
  app.onError((error, context) => {
    if (error instanceof GraphError) return envelope(error, context);
    if (error instanceof SyntaxError)
      return envelope(badRequest("Unable to read JSON request payload."), context);
    throw error;
  });
  return app;
}

/** The headers Graph puts on every answer. */
function decorate(context: Context): void {
  const id = randomUUID();
  const { headers } = context.res;
  headers.set("request-id", headers.get("request-id") ?? id);
  headers.set("client-request-id", context.req.header("client-request-id") ?? id);
  headers.set("x-ms-resource-unit", "1");
  headers.set(
    "x-ms-ags-diagnostic",
    JSON.stringify({ ServerInfo: { DataCenter: "Sandbox", Slice: "E", Ring: "1", ScaleUnit: "000" } }),
  );
  headers.set("Strict-Transport-Security", "max-age=31536000");
  headers.set("OData-Version", "4.0");
}

function envelope({ status, code, message }: GraphError, context: Context | null): Response {
  const id = randomUUID();
  const innerError = {
    date: new Date().toISOString().slice(0, 19),
    "request-id": id,
    "client-request-id": context?.req.header("client-request-id") ?? id,
  };
  const challenge: Record<string, string> = status === 401 ? { "WWW-Authenticate": 'Bearer realm=""' } : {};
  return Response.json(
    { error: { code, message, innerError } },
    { status, headers: { "request-id": id, ...challenge } },
  );
}
