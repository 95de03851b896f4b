import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import type { Journal } from "../journal.ts";
import { answerBatch } from "./batch.ts";
import { createDeletedItems } from "./deleted-items.ts";
import { createDirectoryObjects } from "./directory-objects.ts";
import { badRequest, envelope, GraphError, moodOf } from "./graph-error.ts";
import { createGroups } from "./groups.ts";
import { unitsOf } from "./resource-units.ts";
import { createServicePrincipals } from "./service-principals.ts";
import { createSubscriptions } from "./subscriptions/routes.ts";
import type { Subscriptions } from "./subscriptions/subscriptions.ts";
import type { Tenant } from "./tenant.ts";
import { createThrottle } from "./throttle.ts";
import { createUsers } from "./users.ts";

type GraphParts = { readonly journal: Journal; readonly subscriptions: Subscriptions };

/** Microsoft Graph of one tenant, as far as reading a directory needs it. */
export function createGraph(tenant: Tenant, { journal, subscriptions }: GraphParts): Hono {
  const app = new Hono();
  app.use(journal.record("graph", unitsOf));
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
  app.use(createThrottle(tenant));

  app.route("/v1.0/users", createUsers(tenant));
  app.route("/v1.0/groups", createGroups(tenant));
  app.route("/v1.0/subscriptions", createSubscriptions(tenant, subscriptions));
  app.route("/v1.0/directoryObjects", createDirectoryObjects(tenant));
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
  const units = unitsOf(context.req.raw);
  if (units > 0) headers.set("x-ms-resource-unit", String(units));
  headers.set(
    "x-ms-ags-diagnostic",
    JSON.stringify({ ServerInfo: { DataCenter: "Sandbox", Slice: "E", Ring: "1", ScaleUnit: "000" } }),
  );
  headers.set("Strict-Transport-Security", "max-age=31536000");
  headers.set("OData-Version", "4.0");
}
