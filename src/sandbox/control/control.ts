import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { CompanyChange } from "../company/stories.ts";
import type { Dialpad } from "../dialpad/dialpad.ts";
import { faultSchema } from "../fault.ts";
import type { Journal } from "../journal.ts";
import { journalTotals } from "../journal-totals.ts";
import type { Subscriptions } from "../tenant/subscriptions/subscriptions.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { commandDialpad, dialpadCommandSchema } from "./dialpad-command.ts";
import { commandTenant, tenantCommandSchema } from "./tenant-command.ts";

export type Controlled = {
  readonly tenant: Tenant;
  readonly subscriptions: Subscriptions;
  readonly dialpad: Dialpad;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly changes: { next(): CompanyChange };
};

const tenantSchema = z.union([z.array(tenantCommandSchema), tenantCommandSchema]);
const dialpadSchema = z.union([z.array(dialpadCommandSchema), dialpadCommandSchema]);
const clockSchema = z.strictObject({ advanceMs: z.number() });
const lifecycleSchema = z.strictObject({
  event: z.enum(["missed", "subscriptionRemoved", "reauthorizationRequired"]),
  id: z.string().nullable().default(null),
});
const faultsSchema = z.strictObject({
  login: z.array(faultSchema).optional(),
  graph: z.array(faultSchema).optional(),
  dialpad: z.array(faultSchema).optional(),
});
const journalQuerySchema = z.strictObject({
  since: z.coerce.number().default(0),
  side: z.enum(["login", "graph", "dialpad"]).nullable().default(null),
});

/**
 * What tests and the demo turn in the sandbox, as JSON under `/sandbox`:
 *
 * - `POST change`: the next thing happens in the company → `{sentence, changes}`
 * - `POST tenant`: one command or a list of them → `{ids}`
 * - `GET tenant`: everything the directory holds, and the settings
 * - `POST subscriptions`: `{event, id?}` tells one subscriber, or all, of a lifecycle event
 * - `GET subscriptions`: those that have not expired, and every attempt to tell somebody something
 * - `POST dialpad`: one command or a list of them
 * - `GET dialpad`: every account and group as the server keeps them, and the options
 * - `POST faults`: replaces the faults of the sides it names: `{login?, graph?, dialpad?}`
 * - `POST clock`: `{advanceMs}` moves the sandbox's time ahead
 * - `GET journal?since=SEQ&side=SIDE`: the requests so far
 * - `GET journal/totals?since=SEQ&side=SIDE`: how many they are and what they cost, together and by path
 */
export function createControl(controlled: Controlled): Hono {
  const { tenant, subscriptions, dialpad, journal, clock, changes } = controlled;
  const app = new Hono().basePath("/sandbox");
  app.use(async (_context, next) => {
    await next();
    subscriptions.announce();
  });

  app.post("/change", (context) => context.json(changes.next()));
  app.post("/tenant", async (context) => {
    const commands = [await read(context, tenantSchema)].flat();
    if (commands.some(({ kind }) => kind === "reset")) {
      subscriptions.clear();
      journal.forget(["login", "graph"]);
    }
    return context.json({ ids: commands.map((command) => commandTenant(tenant, command)) });
  });
  app.get("/tenant", (context) => {
    const { directory, settings } = tenant;
    const groups = directory.groups().map((group) => ({
      ...group,
      memberIds: directory.members(group.id).map(({ id }) => id),
    }));
    const assignments = directory.assignments();
    const { servicePrincipal } = directory;
    return context.json({ users: directory.users(), groups, assignments, servicePrincipal, settings });
  });
  app.post("/subscriptions", async (context) => {
    const { event, id } = await read(context, lifecycleSchema);
    subscriptions.lifecycle(event, id);
    return context.json({});
  });
  app.get("/subscriptions", (context) =>
    context.json({ subscriptions: subscriptions.all(), deliveries: subscriptions.deliveries }),
  );
  app.post("/dialpad", async (context) => {
    const commands = await read(context, dialpadSchema);
    for (const command of [commands].flat()) commandDialpad(dialpad, command);
    return context.json({});
  });
  app.get("/dialpad", (context) => {
    const { accounts, groups } = dialpad;
    return context.json({ accounts: accounts.all(), groups: groups.all(), options: accounts.options });
  });
  app.post("/faults", async (context) => {
    const faults = await read(context, faultsSchema);
    if (faults.login !== undefined) tenant.loginFaults.set(faults.login);
    if (faults.graph !== undefined) tenant.graphFaults.set(faults.graph);
    if (faults.dialpad !== undefined) dialpad.faults.set(faults.dialpad);
    return context.json({});
  });
  app.post("/clock", async (context) => {
    clock.advance((await read(context, clockSchema)).advanceMs);
    return context.json({ now: clock.now() });
  });
  app.get("/journal", (context) =>
    context.json(journal.entries(journalQuerySchema.parse(context.req.query()))),
  );
  app.get("/journal/totals", (context) =>
    context.json(journalTotals(journal.entries(journalQuerySchema.parse(context.req.query())))),
  );
  app.onError((error, context) => context.json({ error: error.message }, 400));
  return app;
}

async function read<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse(await context.req.text()));
}
