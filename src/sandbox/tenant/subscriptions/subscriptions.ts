import { randomUUID } from "node:crypto";
import { isPermitted } from "../answer.ts";
import { GraphError } from "../graph-error.ts";
import type { Tenant } from "../tenant.ts";
import { happeningOf } from "./happening.ts";
import { changeNote, type LifecycleEvent, lifecycleNote } from "./note.ts";
import { Notifier } from "./notifier.ts";
import { readSubscription, renewed, type Subscription, watchedBy, watchesTheSame } from "./subscription.ts";

/** Who is told of changes to the directory. */
export class Subscriptions implements AsyncDisposable {
  readonly #tenant: Tenant;
  readonly #notifier: Notifier;
  readonly #all = new Map<string, Subscription>();
  /** How much of the directory's log subscribers were told of. */
  #told: number;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
    this.#notifier = new Notifier(tenant);
    this.#told = tenant.directory.log.length;
  }

  get deliveries(): Notifier["deliveries"] {
    return this.#notifier.deliveries;
  }

  /** Those that have not expired. */
  all(): Subscription[] {
    const now = this.#tenant.clock.now();
    for (const { id, expires } of this.#all.values()) if (expires <= now) this.#all.delete(id);
    return [...this.#all.values()];
  }

  one(id: string): Subscription {
    const found = this.all().find((subscription) => subscription.id === id);
    if (found !== undefined) return found;
    throw new GraphError(404, "ResourceNotFound", "The object was not found.");
  }

  async create(body: unknown): Promise<Subscription> {
    const subscription = readSubscription(body, { id: randomUUID(), clock: this.#tenant.clock });
    const same = this.all().find((other) => watchesTheSame(other, subscription));
    if (same === undefined) return await this.#keep(subscription);
    const message = `Subscription Id ${same.id} already exists for the requested combination`;
    throw new GraphError(409, "Conflict", message);
  }

  async renew(id: string, body: unknown): Promise<Subscription> {
    return await this.#keep(renewed(this.one(id), body, this.#tenant.clock));
  }

  remove(id: string): void {
    this.#all.delete(this.one(id).id);
  }

  clear(): void {
    this.#all.clear();
  }

  /** Tells everybody what has happened in the directory since the last call; does not wait for them. */
  announce(): void {
    const { directory, settings, tenantId } = this.#tenant;
    const since = directory.log.slice(this.#told);
    this.#told = directory.log.length;
    const subscriptions = this.all();
    if (settings.notificationsLost || subscriptions.length === 0) return;
    const happenings = since.map(happeningOf).filter((happening) => happening !== null);
    const notes = subscriptions.flatMap((subscription) =>
      happenings.map((happening) => changeNote(happening, subscription, tenantId)),
    );
    this.#notifier.tell(notes.filter((note) => note !== null));
  }

  /** Sends a lifecycle event about one subscription, or about all, to those that gave a URL for it. */
  lifecycle(event: LifecycleEvent, id: string | null): void {
    const concerned = id === null ? this.all() : [this.one(id)];
    if (event === "subscriptionRemoved") for (const each of concerned) this.remove(each.id);
    this.#notifier.tell(concerned.map((each) => lifecycleNote(event, each, this.#tenant.tenantId)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#notifier[Symbol.asyncDispose]();
  }

  /** Both when it is new and when it is renewed the endpoints prove that they want to be told. */
  async #keep(subscription: Subscription): Promise<Subscription> {
    const { notificationUrl, lifecycleNotificationUrl, id, resource } = subscription;
    if (!isPermitted(this.#tenant, [permissionFor(resource)])) {
      throw new GraphError(403, "ExtensionError", forbidden);
    }
    const token = `Validation: Testing client application reachability for subscription Request-Id: ${id}`;
    await this.#notifier.validate(
      new Set([notificationUrl, lifecycleNotificationUrl ?? notificationUrl]),
      token,
    );
    this.#all.set(id, subscription);
    return subscription;
  }
}

const forbidden = "Operation: Create; Exception: [Status Code: Forbidden; Reason: ]";

/** `GroupMember.Read.All`, which reads groups, is not enough to subscribe to them. */
function permissionFor(resource: string): string {
  return watchedBy(resource)?.collection === "groups" ? "Group.Read.All" : "User.Read.All";
}
