import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type Clock, timestamp } from "../../clock.ts";
import { GraphError } from "../graph-error.ts";

/** What is left out of it is null. */
export type Subscription = {
  readonly id: string;
  /** As it was asked for. */
  readonly resource: string;
  /** `updated`, `deleted`, or both with a comma. */
  readonly changeType: string;
  readonly clientState: string | null;
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string | null;
  /** Milliseconds since the epoch. */
  readonly expires: number;
};

/** What is watched: a collection, one of its objects, or a group's members. */
export type Watched = {
  readonly collection: "users" | "groups";
  readonly id: string | null;
  readonly part: "members" | null;
};

const minuteMs = 60_000;
const shortestMs = 45 * minuteMs;
const longestMs = 41_760 * minuteMs;
const longestClientState = 128;

const newSchema = z.object({
  changeType: z.string(),
  notificationUrl: z.string(),
  lifecycleNotificationUrl: z.string().nullable().default(null),
  resource: z.string(),
  expirationDateTime: z.string(),
  clientState: z.string().nullable().default(null),
});
const renewalSchema = z.object({
  expirationDateTime: z.string().optional(),
  notificationUrl: z.string().optional(),
});

/** Reads what `POST /subscriptions` was given, as far as it can be judged without asking the endpoint. */
export function readSubscription(body: unknown, { id, clock }: { id: string; clock: Clock }): Subscription {
  const { data } = newSchema.safeParse(body);
  if (data === undefined) throw invalid("The subscription lacks a required property.");
  const { expirationDateTime, ...subscription } = data;
  const { changeType, clientState, notificationUrl, lifecycleNotificationUrl, resource } = subscription;
  const kinds = changeType.split(",").map((kind) => kind.trim());
  if (watchedBy(resource) === null) throw invalid(`The resource '${resource}' cannot be subscribed to.`);
  if (!kinds.every((kind) => kind === "updated" || kind === "deleted")) {
    throw invalid(`The change type '${changeType}' is not supported for this resource.`);
  }
  if ((clientState ?? "").length > longestClientState) {
    throw invalid(`The client state exceeds the maximum length of ${longestClientState} characters.`);
  }
  for (const url of [notificationUrl, lifecycleNotificationUrl]) if (url !== null) checkUrl(url);
  return { id, ...subscription, expires: readExpiry(expirationDateTime, clock.now()) };
}

/** The subscription as `PATCH /subscriptions/{id}` leaves it. */
export function renewed(subscription: Subscription, body: unknown, clock: Clock): Subscription {
  const { data } = renewalSchema.safeParse(body);
  if (data === undefined) throw invalid("The subscription cannot be read.");
  const { expirationDateTime, notificationUrl = subscription.notificationUrl } = data;
  checkUrl(notificationUrl);
  const expires =
    expirationDateTime === undefined ? subscription.expires : readExpiry(expirationDateTime, clock.now());
  return { ...subscription, notificationUrl, expires };
}

/** Null: nothing that this directory tells of. */
export function watchedBy(resource: string): Watched | null {
  const [collection = "", id = null, part = null, ...rest] = resource.replace(/^\//, "").split("/");
  const name = collection.toLowerCase();
  if (rest.length > 0 || id === "" || (part !== null && part.toLowerCase() !== "members")) return null;
  if (name === "users") return part === null ? { collection: name, id, part: null } : null;
  return name === "groups" ? { collection: name, id, part: part === null ? null : "members" } : null;
}

/** An application has no two subscriptions of which this is true. */
export function watchesTheSame(one: Subscription, other: Subscription): boolean {
  return (
    isDeepStrictEqual(watchedBy(one.resource), watchedBy(other.resource)) &&
    one.changeType.split(",").toSorted().join() === other.changeType.split(",").toSorted().join()
  );
}

export function renderSubscription(subscription: Subscription, clientId: string): object {
  const { expires, ...shown } = subscription;
  return {
    ...shown,
    applicationId: clientId,
    creatorId: clientId,
    expirationDateTime: timestamp(expires),
    latestSupportedTlsVersion: "v1_2",
    encryptionCertificate: "",
    encryptionCertificateId: "",
    includeResourceData: false,
    notificationContentType: "application/json",
  };
}

/** What the notification service says, which has error codes of its own. */
export function invalid(message: string): GraphError {
  return new GraphError(400, "InvalidRequest", message);
}

/** Graph takes `https:` alone; here an endpoint on the same machine needs no certificate. */
function checkUrl(text: string): void {
  const url = URL.parse(text);
  const near = url?.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url?.protocol !== "https:" && !near) throw invalid("Notification URL must be an absolute https URL.");
}

function readExpiry(text: string, now: number): number {
  const wanted = Date.parse(text);
  if (Number.isNaN(wanted)) throw invalid("The expirationDateTime cannot be read.");
  if (wanted - now > longestMs) {
    throw invalid(`Subscription expiration can only be ${longestMs / minuteMs} minutes in the future.`);
  }
  return Math.max(wanted, now + shortestMs);
}
