import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import type { ChangeNotification } from "../source/subscriptions.ts";

export type EndpointOptions = {
  /** The path of the address that was given to the directory. */
  readonly path: string;
  /** Takes one notification. Must be quick, and never throws. */
  readonly receive: (notification: ChangeNotification) => void;
};

const largestBody = 1024 * 1024;

/** Only what is used of it; a lifecycle event that Graph adds one day is a change like any other. */
const notificationSchema = z.object({
  subscriptionId: z.string(),
  clientState: z
    .string()
    .nullish()
    .transform((text) => text ?? ""),
  tenantId: z
    .string()
    .nullish()
    .transform((text) => text ?? null),
  lifecycleEvent: z.enum(["missed", "subscriptionRemoved", "reauthorizationRequired"]).nullable().catch(null),
});
const notificationsSchema = z.object({ value: z.array(notificationSchema) });

/**
 * Where Microsoft Graph sends change notifications. What can be read is answered with 202 at once, wanted or
 * not: anything else, or an answer after 3 s, Graph would send again for four hours, and who else sends
 * something learns nothing from it.
 */
export function createNotificationEndpoint({ path, receive }: EndpointOptions): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    // The handshake echoes what the caller sent: no browser may take it for a page.
    context.res.headers.set("X-Content-Type-Options", "nosniff");
    context.res.headers.set("Content-Security-Policy", "default-src 'none'");
    context.res.headers.set("Cache-Control", "no-store");
  });
  app.use(bodyLimit({ maxSize: largestBody, onError: (context) => context.text("Too large", 413) }));
  app.post("*", async (context) => {
    if (context.req.path !== path) return context.notFound();
    const validationToken = context.req.query("validationToken");
    if (validationToken !== undefined) return context.text(validationToken);
    const notifications = read(await context.req.text());
    if (notifications === null) return context.text("Bad request", 400);
    for (const notification of notifications) receive(notification);
    return context.body(null, 202);
  });
  app.onError((_error, context) => context.text("Bad request", 400));
  return app;
}

/** Null for what Graph never sends. */
function read(text: string): readonly ChangeNotification[] | null {
  try {
    return notificationsSchema.safeParse(JSON.parse(text)).data?.value ?? null;
  } catch {
    return null;
  }
}
