import { type Context, Hono } from "hono";
import { answerOne } from "../answer.ts";
import { badRequest } from "../graph-error.ts";
import { isLimited } from "../limited.ts";
import type { Tenant } from "../tenant.ts";
import type { Chain } from "./chain.ts";
import { queryOf, readDeltaQuery } from "./delta-query.ts";
import { type PageStart, ResyncRequired } from "./delta-tokens.ts";
import { nextRound, openRound } from "./round.ts";
import { type Row, showRow } from "./row.ts";

/** One of the collections that can be followed. */
type Feed = { readonly tenant: Tenant; readonly type: Chain["type"] };

/** `/users/delta` or `/groups/delta`. */
export function createDelta(tenant: Tenant, type: Chain["type"]): Hono {
  const app = new Hono();
  const paths = ["/delta", "/delta()", "/microsoft.graph.delta", "/microsoft.graph.delta()"];
  for (const path of paths) {
    app.use(path, async (context, next) => {
      await next();
      if (!(context.error instanceof ResyncRequired)) return;
      const begin = `${functionUrl(context, { tenant, type })}?${queryOf(context.error.chain)}$deltatoken=`;
      context.res.headers.set("Location", begin);
    });
    app.get(path, (context) => answerPage(context, { tenant, type }));
  }
  return app;
}

function answerPage(context: Context, feed: Feed): Response {
  const { settings, deltaTokens } = feed.tenant;
  const { round, start, paused } = pageFor(context.req.raw, feed);
  const { chain } = round.end;
  const minimal = /\breturn=minimal\b/i.test(context.req.header("Prefer") ?? "");
  const next = start + settings.delta.rowsPerPage;
  const url = functionUrl(context, feed);

  function page(rows: readonly Row[], link: object): Response {
    const names = chain.select === null ? "" : `(${chain.select.join(",")})`;
    const value = rows.map((row) => showRow(row, { chain, minimal, limited: isHidden(row, feed) }));
    return answerOne(context, `${feed.type}s${names}`, { ...link, value });
  }
  function linkOn(from: PageStart): object {
    return { "@odata.nextLink": `${url}?$skiptoken=${deltaTokens.issuePage(from)}` };
  }

  if (next < round.rows.length) {
    return page(round.rows.slice(start, next), linkOn({ round, start: next, paused }));
  }
  if (settings.emptyPages && !paused) return page([], linkOn({ round, start, paused: true }));
  const deltatoken = deltaTokens.issuePosition(round.end);
  return page(round.rows.slice(start), { "@odata.deltaLink": `${url}?$deltatoken=${deltatoken}` });
}

function pageFor(request: Request, { tenant, type }: Feed): PageStart {
  const { settings, deltaTokens } = tenant;
  const query = readDeltaQuery(request);
  if (query.kind === "page") {
    const page = deltaTokens.page(query.token, { lifetimeMs: settings.pageTokenLifetimeMs });
    requireType(page.round.end.chain, type);
    return page;
  }
  const directory = tenant.replica(type === "user" ? "usersDelta" : "groupsDelta");
  if (query.kind === "open") {
    const chain = { type, ...query.scope, tracksMembers: true };
    return firstPage(openRound({ tenant, directory, chain }, query));
  }
  const position = deltaTokens.position(query.token, { lifetimeMs: settings.delta.tokenLifetimeMs });
  requireType(position.chain, type);
  return firstPage(nextRound(position, { tenant, directory, chain: position.chain }));
}

function firstPage(round: PageStart["round"]): PageStart {
  return { round, start: 0, paused: false };
}

function requireType(chain: Chain, type: Chain["type"]): void {
  if (chain.type !== type) throw badRequest(`The token is one of ${chain.type}s.`);
}

function isHidden({ object }: Row, { tenant }: Feed): boolean {
  return object !== null && isLimited(tenant, object);
}

function functionUrl(context: Context, { tenant, type }: Feed): string {
  return `${new URL(context.req.url).origin}/v1.0/${type}s/${tenant.settings.delta.spelling}`;
}
