/** What a directory can be asked to tell changes of; assignments to an application are not among it. */
export const watchable = ["users", "groups"] as const;
export type Watchable = (typeof watchable)[number];

export type Subscription = {
  readonly id: string;
  readonly watched: Watchable;
  /** A secret that stands in everything the directory sends about this subscription. */
  readonly clientState: string;
  readonly expires: Date;
};

type Known = Pick<Subscription, "id" | "watched">;

/** What a URL is sent. Nothing in it is believed but that something may have changed. */
export type ChangeNotification = {
  readonly subscriptionId: string;
  readonly clientState: string;
  /** Null where it does not say. */
  readonly tenantId: string | null;
  /** What has happened to the subscription itself; null: to what it watches. */
  readonly lifecycleEvent: "missed" | "subscriptionRemoved" | "reauthorizationRequired" | null;
};

/** A directory's promises to tell one URL of changes. Throws `StopError` for a refusal. */
export interface Subscriptions extends AsyncDisposable {
  /** Where notifications come from; null where the configuration has a name in place of the id. */
  readonly tenantId: string | null;
  /** Replaces those that the URL has on this already. Safe to repeat after a failure of any kind. */
  create(watched: Watchable, options: { until: Date; signal: AbortSignal }): Promise<Subscription>;
  /** Until when it lives now; null: it is not there any more. */
  renew(old: Known, options: { until: Date; signal: AbortSignal }): Promise<Date | null>;
  remove(old: Known, options: { signal: AbortSignal }): Promise<void>;
}
