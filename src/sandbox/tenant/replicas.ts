import type { Clock } from "../clock.ts";
import type { Directory } from "./directory.ts";
import type { TenantSettings } from "./settings.ts";

/** What is answered by a server of its own. */
export type Endpoint = keyof TenantSettings["lagMs"];

/** How many changes an endpoint has come to know, and the directory that they make. */
type Replica = { seen: number; readonly copy: Directory };

/**
 * What each endpoint sees: the directory as it was some time ago. What an endpoint has once seen it never
 * forgets, however long it lags afterwards.
 */
export class Replicas {
  readonly #directory: Directory;
  readonly #clock: Clock;
  readonly #replicas = new Map<Endpoint, Replica>();

  constructor(directory: Directory, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  of(endpoint: Endpoint, lagMs: number): Directory {
    const { log } = this.#directory;
    const replica = this.#replicas.get(endpoint) ?? { seen: 0, copy: this.#directory.pristine() };
    this.#replicas.set(endpoint, replica);
    const arrived = this.#clock.now() - lagMs;
    for (let next = log[replica.seen]; next !== undefined && next.at <= arrived; next = log[replica.seen]) {
      replica.seen += 1;
    }
    // Nothing is left that it does not know: no copy is needed, and none is kept up.
    if (replica.seen === log.length) return this.#directory;
    for (const { change, at } of log.slice(replica.copy.log.length, replica.seen)) {
      replica.copy.commit(change, at);
    }
    return replica.copy;
  }

  clear(): void {
    this.#replicas.clear();
  }
}
