import { randomBytes } from "node:crypto";
import type { EntraSourceConfig } from "../../config/config.ts";
import type { HttpClient } from "../../http/client.ts";
import { StopError } from "../../rules/stop-error.ts";
import type { Subscription, Subscriptions, Watchable } from "../subscriptions.ts";
import { createGraph, type GraphAnswer } from "./client.ts";
import { endpointsOf } from "./endpoints.ts";
import { graphFault, isNotFound, permissions, type Purpose, unexpectedBody } from "./graph-fault.ts";
import { pages } from "./pages.ts";
import { idOf, isRow, type Row, textOf } from "./row.ts";
import { createTokens } from "./tokens.ts";

export type SubscriptionsOptions = {
  readonly config: EntraSourceConfig;
  /** Belongs to this from now on. */
  readonly http: HttpClient;
  /** The address that Graph calls. */
  readonly url: string;
};

/**
 * Change notifications of Microsoft Graph. Nothing about them is stored. Graph never shows a subscription's
 * `clientState` again and does not let it be changed, so that a subscription of an earlier process, or one
 * whose creation got no answer, is of no use: the URL's old ones are removed, and new ones made.
 *
 * No request is repeated here: a lost answer to a creation may have left a subscription, and only beginning
 * anew, with the list, makes sure that it does not stay beside the next one.
 */
export function createSubscriptions({ config, http, url }: SubscriptionsOptions): Subscriptions {
  const endpoints = endpointsOf(config);
  const tokens = createTokens({ config, endpoints, http, credential: null });
  const patience = { askedMs: 0, faultMs: 0, silenceMs: 0 };
  const graph = createGraph({ graphUrl: endpoints.graphUrl, http, tokens, patience });

  async function removeFormer(watched: Watchable, { signal }: { signal: AbortSignal }): Promise<void> {
    const purpose = { action: "list subscriptions", permission: permissionFor[watched] };
    const former: string[] = [];
    for await (const rows of pages(graph, "/subscriptions", { signal, purpose })) {
      for (const row of rows) if (isOn(row, watched, url)) former.push(idOf(row) ?? "");
    }
    for (const id of former) await remove({ id, watched }, { signal });
  }

  async function remove({ id, watched }: Known, { signal }: { signal: AbortSignal }): Promise<void> {
    const answer = await graph.delete(pathOf(id), { signal });
    if (answer.status === 204 || isNotFound(answer)) return;
    throw graphFault(answer, { action: "end a subscription", permission: permissionFor[watched] });
  }

  return {
    tenantId: guid.test(config.tenantId) ? config.tenantId.toLowerCase() : null,
    async create(watched, { until, signal }) {
      await removeFormer(watched, { signal });
      // 256 bits in 43 characters; Graph takes at most 128.
      const clientState = randomBytes(32).toString("base64url");
      const wanted = {
        changeType: "updated,deleted",
        resource: watched,
        notificationUrl: url,
        lifecycleNotificationUrl: url,
        expirationDateTime: until.toISOString(),
        clientState,
      };
      const purpose = { action: `subscribe to ${watched}`, permission: permissionFor[watched] };
      const answer = await graph.post("/subscriptions", wanted, { signal });
      if (answer.status !== 201) throw refusal(answer, purpose, url);
      return { ...subscriptionIn(answer, purpose), watched, clientState };
    },
    async renew({ id, watched }, { until, signal }) {
      const purpose = { action: "renew a subscription", permission: permissionFor[watched] };
      const answer = await graph.patch(pathOf(id), { expirationDateTime: until.toISOString() }, { signal });
      if (isNotFound(answer)) return null;
      if (answer.status !== 200) throw refusal(answer, purpose, url);
      return subscriptionIn(answer, purpose).expires;
    },
    remove,
    [Symbol.asyncDispose]: async () => await http[Symbol.asyncDispose](),
  };
}

/** For reading groups and members less is enough; subscribing is documented with this one only. */
const permissionFor = { users: permissions.users, groups: "Group.Read.All" } as const;

type Known = Pick<Subscription, "id" | "watched">;

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

function pathOf(id: string): string {
  return `/subscriptions/${encodeURIComponent(id)}`;
}

function isOn(row: Row, watched: Watchable, url: string): boolean {
  const resource = textOf(row, "resource")?.replace(/^\//, "").toLowerCase();
  const to = textOf(row, "notificationUrl") ?? "";
  return resource === watched && URL.parse(to)?.href === URL.parse(url)?.href;
}

function subscriptionIn({ body }: GraphAnswer, purpose: Purpose): Pick<Subscription, "id" | "expires"> {
  const id = isRow(body) ? idOf(body) : undefined;
  const expires = new Date((isRow(body) ? textOf(body, "expirationDateTime") : undefined) ?? "");
  if (id !== undefined && !Number.isNaN(expires.getTime())) return { id, expires };
  throw unexpectedBody(body, purpose, "a subscription");
}

function refusal(answer: GraphAnswer, purpose: Purpose, url: string): StopError {
  const fault = graphFault(answer, purpose);
  const cure = cureOf(answer.status, url);
  return cure === null ? fault : new StopError("config", fault.message, { cure });
}

function cureOf(status: number, url: string): string | null {
  if (status === 400) {
    return `Make sure that Microsoft can call ${url}: name, certificate of a public authority, firewall, and a reverse proxy that hands it on to notifications.listen`;
  }
  if (status === 409) {
    return "Another program, or this one under another notifications.url, has subscribed with the same app registration: end it, or give this installation a registration of its own";
  }
  return null;
}
