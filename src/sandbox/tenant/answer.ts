import type { Context, MiddlewareHandler } from "hono";
import { badRequest, GraphError } from "./graph-error.ts";
import { type Page, type PageRequest, pageOf } from "./page.ts";
import { isEventual } from "./query.ts";
import type { Tenant } from "./tenant.ts";

const contentType =
  "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/** One resource; `metadata` is what follows `$metadata#`. */
export function answerOne(context: Context, metadata: string, body: object): Response {
  return context.json({ "@odata.context": contextUrl(context, metadata), ...body }, 200, {
    "Content-Type": contentType,
  });
}

export type Listing<Row> = {
  readonly metadata: string;
  readonly page: Omit<PageRequest, "request">;
  readonly render: (row: Row) => object;
};

/** One page of a list, with the link to the next one. */
export function answerList<Row extends { readonly id: string }>(
  { context, tenant }: { context: Context; tenant: Tenant },
  all: readonly Row[],
  { metadata, page, render }: Listing<Row>,
): Response {
  const { rows, nextLink }: Page<Row> = pageOf(all, { request: context.req.raw, ...page }, tenant);
  const counted = page.query.advanced && page.query.skiptoken === null;
  return answerOne(context, metadata, {
    ...(counted ? { "@odata.count": all.length } : {}),
    ...(nextLink === null ? {} : { "@odata.nextLink": nextLink }),
    value: rows.map(render),
  });
}

/** How many there are, as plain text. */
export function answerCount(context: Context, count: number): Response {
  if (!isEventual(context.req.raw)) throw badRequest("$count is not currently supported.");
  return context.text(String(count));
}

/** Lets a request pass when the application has consent for one of the permissions. */
export function permitted(tenant: Tenant, ...anyOf: readonly string[]): MiddlewareHandler {
  return async (_context, next) => {
    if (!isPermitted(tenant, anyOf)) {
      throw new GraphError(
        403,
        "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation.",
      );
    }
    await next();
  };
}

export function isPermitted({ settings }: Tenant, anyOf: readonly string[]): boolean {
  return ["Directory.Read.All", ...anyOf].some((name) => settings.permissions.includes(name));
}

function contextUrl(context: Context, metadata: string): string {
  return `${new URL(context.req.url).origin}/v1.0/$metadata#${metadata}`;
}
