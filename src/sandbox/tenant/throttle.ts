import type { Context, MiddlewareHandler } from "hono";
import { isBatchItem } from "../batch-item.ts";
import type { Clock } from "../clock.ts";
import { envelope, GraphError } from "./graph-error.ts";
import { unitsOf } from "./resource-units.ts";
import type { TenantSettings } from "./settings.ts";
import type { Tenant } from "./tenant.ts";

/** Quotas are said for this long. */
const windowMs = 10_000;
/** From this share of the quota on Graph tells how much of it is used. */
const noticed = 0.8;
/** No more than this counts, however much is asked for. */
const largest = 1.8;

/** Refuses what the application asks for beyond its quota of resource units. */
export function createThrottle(tenant: Tenant): MiddlewareHandler {
  const bucket = createBucket(tenant.clock);
  return async (context, next) => {
    const { per10s } = tenant.settings.resourceUnits;
    const { share, waitMs } = bucket.spend(unitsOf(context.req.raw), per10s ?? Infinity);
    if (waitMs === null) await next();
    else context.res = refuse(tenant, { context, waitMs });
    if (share > noticed) context.res.headers.set("x-ms-throttle-limit-percentage", share.toFixed(2));
  };
}

type Verdict = {
  /** How much of the quota is used. */
  readonly share: number;
  /** Null: the request passes. */
  readonly waitMs: number | null;
};

function createBucket(clock: Clock): { spend(units: number, quota: number): Verdict } {
  let used = 0;
  let drained = clock.now();
  return {
    spend(units, quota) {
      const now = clock.now();
      used = quota === Infinity ? 0 : Math.max(0, used - ((now - drained) / windowMs) * quota);
      drained = now;
      const passes = used + units <= quota || used === 0;
      // Refused requests count as well: it does not pay to insist.
      used = Math.min(used + units, largest * quota);
      return { share: used / quota, waitMs: passes ? null : ((used + units - quota) / quota) * windowMs };
    },
  };
}

function refuse(tenant: Tenant, { context, waitMs }: { context: Context; waitMs: number }): Response {
  const { clientId, tenantId, settings } = tenant;
  const message =
    "This request is throttled. Please try again after the value specified in the Retry-After header.";
  const response = envelope(new GraphError(429, "TooManyRequests", message), context);
  const form = isBatchItem(context) ? itemForm[settings.retryAfter] : settings.retryAfter;
  const retryAfter = retryAfterAs(form, waitMs);
  if (retryAfter !== null) response.headers.set("Retry-After", retryAfter);
  response.headers.set("x-ms-throttle-scope", `Tenant_Application/ReadWrite/${clientId}/${tenantId}`);
  response.headers.set("x-ms-throttle-information", "ResourceUnitLimitExceeded");
  return response;
}

/** Items of a batch were seen with fractions. */
const itemForm = { seconds: "fraction", date: "fraction", fraction: "fraction", missing: "missing" } as const;

function retryAfterAs(form: TenantSettings["retryAfter"], waitMs: number): string | null {
  switch (form) {
    case "seconds":
      return String(Math.ceil(waitMs / 1_000));
    case "fraction":
      return (Math.ceil(waitMs) / 1_000).toFixed(3);
    case "date":
      // By the machine's time, as the `Date` of the same answer is.
      return new Date(Date.now() + waitMs + 999).toUTCString();
    case "missing":
      return null;
  }
}
