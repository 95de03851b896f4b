import { type Context, Hono } from "hono";
import type { Journal } from "../journal.ts";
import type { Account } from "./account.ts";
import { isSameAddress } from "./accounts.ts";
import type { Dialpad } from "./dialpad.ts";
import { createDiscovery } from "./discovery.ts";
import { type Document, readDocument, writeDocument } from "./document.ts";
import { type Group, writeGroup } from "./groups.ts";
import { answerList, type ListQuery, readListQuery } from "./list.ts";
import { patch } from "./patch.ts";
import { answerError, ScimError } from "./scim-error.ts";
import { createThrottle } from "./throttle.ts";

/** Dialpad's SCIM server, under `/scim`. */
export function createScim(dialpad: Dialpad, { journal }: { journal: Journal }): Hono {
  const app = new Hono();
  const { accounts, groups, keys, faults } = dialpad;
  const throttle = createThrottle();
  let lists = 0;

  app.use(journal.record("dialpad"));
  app.use(faults.inject((status) => refuse(new ScimError(status, null, "The request was not carried out."))));
  app.use(async (context, next) => {
    if (!throttle.admit(accounts.options.rateLimit)) return tooMany();
    keys.check(context.req.header("Authorization"));
    return await next();
  });

  app.get("/scim/Users", (context) => {
    const query = listQuery(context);
    const hits = query.blind ? [] : accounts.visible().filter((account) => passes(account, query));
    return answerList(
      hits.map((account) => shown(context, account)),
      query,
    );
  });
  app.post("/scim/Users", async (context) => {
    const account = accounts.create(readDocument(await json(context), accounts.options));
    return created(shown(context, account));
  });
  app.get("/scim/Users/:id", (context) => scim(shown(context, accounts.get(context.req.param("id")))));
  app.patch("/scim/Users/:id", async (context) => {
    const account = accounts.get(context.req.param("id"));
    const patched = patch(shown(context, account), await json(context), accounts.options);
    return scim(shown(context, accounts.change(account, readDocument(patched, accounts.options))));
  });
  app.put("/scim/Users/:id", async (context) => {
    refusePut();
    const account = accounts.get(context.req.param("id"));
    const wanted = readDocument(await json(context), accounts.options);
    return scim(shown(context, accounts.change(account, wanted)));
  });
  app.delete("/scim/Users/:id", (context) => {
    accounts.remove(context.req.param("id"));
    return context.body(null, 204);
  });

  app.use("/scim/Groups/*", async (_context, next) => {
    const state = accounts.options.groups;
    if (state !== "enabled") throw new ScimError(Number(state), null, "Groups are not supported.");
    await next();
  });
  app.get("/scim/Groups", (context) => {
    const query = listQuery(context);
    const hits = query.blind ? [] : groups.all().filter((group) => named(group, query));
    return answerList(
      hits.map((group) => shownGroup(context, group)),
      query,
    );
  });
  app.post("/scim/Groups", async (context) =>
    created(shownGroup(context, groups.create(await json(context)))),
  );
  app.get("/scim/Groups/:id", (context) => scim(shownGroup(context, groups.get(context.req.param("id")))));
  app.patch("/scim/Groups/:id", async (context) => {
    const group = groups.get(context.req.param("id"));
    const whole = writeGroup(group, { root: rootOf(context), members: true });
    const patched = patch(whole, await json(context), accounts.options);
    return scim(shownGroup(context, groups.change(group, patched)));
  });
  app.put("/scim/Groups/:id", async (context) => {
    refusePut();
    const group = groups.get(context.req.param("id"));
    return scim(shownGroup(context, groups.change(group, await json(context))));
  });
  app.delete("/scim/Groups/:id", (context) => {
    groups.remove(context.req.param("id"));
    return context.body(null, 204);
  });

  app.route(
    "/scim",
    createDiscovery(() => accounts.options),
  );
  app.notFound(() => refuse(new ScimError(404, null, "There is no such endpoint.")));
  app.onError((error) => {
    if (error instanceof ScimError) return refuse(error);
    if (error instanceof SyntaxError)
      return refuse(new ScimError(400, "invalidSyntax", "The body is no JSON."));
    throw error;
  });

  function listQuery(context: Context): ListQuery {
    return readListQuery(new URL(context.req.url), accounts.options, () => {
      lists += 1;
      return lists % 5 === 0;
    });
  }

  function passes(account: Account, { filter }: ListQuery): boolean {
    if (filter === null) return true;
    const { attribute, value } = filter;
    const { userName, workEmail } = account;
    switch (attribute) {
      case "userName":
        return isSameAddress(userName, value, accounts.options);
      case 'emails[type eq "work"].value':
        return workEmail !== null && isSameAddress(workEmail, value, accounts.options);
      case "externalId":
        return account.externalId === value;
      case "id":
        return account.id === value;
      default:
        return false;
    }
  }

  function refusePut(): void {
    if (accounts.options.put === "405") throw new ScimError(405, null, "PUT is not supported.");
  }

  function shown(context: Context, account: Account): Document {
    return writeDocument(account, accounts.options, rootOf(context));
  }

  function created(document: Document): Response {
    const { location } = document["meta"] as { location: string };
    return scim(document, { status: 201, headers: accounts.options.location ? { Location: location } : {} });
  }

  function tooMany(): Response {
    const { retryAfter } = accounts.options;
    const response = refuse(new ScimError(429, null, "Rate limit exceeded."));
    if (retryAfter !== null) response.headers.set("Retry-After", retryAfter);
    return response;
  }

  function refuse(error: ScimError): Response {
    return answerError(error, accounts.options.errorBody);
  }

  return app;
}

function scim(
  document: Document,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return Response.json(document, {
    status,
    headers: { ...headers, "Content-Type": "application/scim+json" },
  });
}

function shownGroup(context: Context, group: Group): Document {
  const members = !(context.req.query("excludedAttributes") ?? "").split(",").includes("members");
  return writeGroup(group, { root: rootOf(context), members });
}

function named({ id, displayName, externalId }: Group, { filter }: ListQuery): boolean {
  if (filter === null) return true;
  const values: Record<string, string | null> = { id, displayName, externalId };
  return values[filter.attribute] === filter.value;
}

function rootOf(context: Context): string {
  return `${new URL(context.req.url).origin}/scim`;
}

async function json(context: Context): Promise<Document> {
  const body: unknown = JSON.parse(await context.req.text());
  if (typeof body !== "object" || body === null)
    throw new ScimError(400, "invalidSyntax", "The body is no object.");
  return body as Document;
}
