import { Hono } from "hono";
import { answerOne } from "../answer.ts";
import type { Tenant } from "../tenant.ts";
import { renderSubscription, type Subscription } from "./subscription.ts";
import type { Subscriptions } from "./subscriptions.ts";

const entity = "subscriptions/$entity";

/** `/subscriptions`. */
export function createSubscriptions(tenant: Tenant, subscriptions: Subscriptions): Hono {
  const app = new Hono();

  app.get("/", (context) =>
    answerOne(context, "subscriptions", {
      value: subscriptions.all().map((each) => ({ ...render(each), clientState: null })),
    }),
  );
  app.get("/:id", (context) =>
    answerOne(context, entity, render(subscriptions.one(context.req.param("id")))),
  );
  app.post("/", async (context) => {
    const body: unknown = await context.req.json();
    const subscription = await subscriptions.create(body);
    const { headers, body: stream } = answerOne(context, entity, render(subscription));
    return new Response(stream, { status: 201, headers });
  });
  app.patch("/:id", async (context) => {
    const body: unknown = await context.req.json();
    return answerOne(context, entity, render(await subscriptions.renew(context.req.param("id"), body)));
  });
  app.post("/:id/reauthorize", async (context) => {
    await subscriptions.renew(context.req.param("id"), {});
    return context.body(null, 204);
  });
  app.delete("/:id", (context) => {
    subscriptions.remove(context.req.param("id"));
    return context.body(null, 204);
  });

  function render(subscription: Subscription): object {
    return renderSubscription(subscription, tenant.clientId);
  }

  return app;
}
