import { timestamp } from "../../clock.ts";
import { concerns, type Happening } from "./happening.ts";
import type { Note } from "./notifier.ts";
import { type Subscription, watchedBy } from "./subscription.ts";

export type LifecycleEvent = "missed" | "subscriptionRemoved" | "reauthorizationRequired";

/** Null for what was not subscribed to. */
export function changeNote(happening: Happening, subscription: Subscription, tenantId: string): Note | null {
  const watched = watchedBy(subscription.resource);
  const { changeType, collection, id } = happening;
  if (watched === null || !subscription.changeType.includes(changeType) || !concerns(happening, watched)) {
    return null;
  }
  const resource = `${collection === "users" ? "Users" : "Groups"}/${id}`;
  return {
    url: subscription.notificationUrl,
    note: {
      ...about(subscription, tenantId),
      changeType,
      resource,
      resourceData: { "@odata.id": resource, ...dataOf(happening), organizationId: tenantId },
    },
  };
}

export function lifecycleNote(event: LifecycleEvent, subscription: Subscription, tenantId: string): Note {
  return {
    url: subscription.lifecycleNotificationUrl,
    note: { ...about(subscription, tenantId), lifecycleEvent: event },
  };
}

function about({ id, expires, clientState }: Subscription, tenantId: string): object {
  return {
    subscriptionId: id,
    subscriptionExpirationDateTime: timestamp(expires),
    clientState,
    tenantId,
  };
}

function dataOf({ collection, id, seq, at, member }: Happening): object {
  return {
    "@odata.type": collection === "users" ? "#Microsoft.Graph.User" : "#Microsoft.Graph.Group",
    id,
    eventTime: new Date(at).toISOString(),
    sequenceNumber: seq,
    ...(member === null ? {} : { "members@delta": [memberNote(member)] }),
  };
}

function memberNote({ id, left }: { id: string; left: boolean }): object {
  return left ? { id, "@removed": "deleted" } : { id };
}
