import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { CompanyChange } from "../company/stories.ts";
import type { Dialpad } from "../dialpad/dialpad.ts";
import { faultSchema } from "../faults.ts";
import type { Journal } from "../journal.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { commandDialpad, dialpadCommandSchema } from "./dialpad-command.ts";
import { commandTenant, tenantCommandSchema } from "./tenant-command.ts";

export type Controlled = {
  readonly tenant: Tenant;
  readonly dialpad: Dialpad;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly changes: { next(): CompanyChange };
};

const tenantSchema = z.union([z.array(tenantCommandSchema), tenantCommandSchema]);
const dialpadSchema = z.union([z.array(dialpadCommandSchema), dialpadCommandSchema]);
const clockSchema = z.strictObject({ advanceMs: z.number() });
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
 * - `POST dialpad`: one command or a list of them
 * - `GET dialpad`: every account and group as the server keeps them, and the options
 * - `POST faults`: replaces the faults of the sides it names: `{login?, graph?, dialpad?}`
 * - `POST clock`: `{advanceMs}` moves the sandbox's time ahead
 * - `GET journal?since=SEQ&side=SIDE`: the requests so far
 */
export function createControl({ tenant, dialpad, journal, clock, changes }: Controlled): Hono {
  const app = new Hono().basePath("/sandbox");

  app.post("/change", (context) => context.json(changes.next()));
  app.post("/tenant", async (context) => {
    const commands = await read(context, tenantSchema);
    return context.json({ ids: [commands].flat().map((command) => commandTenant(tenant, command)) });
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
  app.get("/journal", (context) => {
    const { since, side } = journalQuerySchema.parse(context.req.query());
    return context.json(journal.entries({ since, side }));
  });
  app.onError((error, context) => context.json({ error: error.message }, 400));
  return app;
}

async function read<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse(await context.req.text()));
}
