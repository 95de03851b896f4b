import assert from "node:assert/strict";
import type { Attributes } from "../../../src/rules/directory.ts";
import type { Write } from "../../../src/target/target.ts";
import type { EntraBench } from "../entra-bench.ts";
import type { Continuity } from "./continuity.ts";
import type { Instant, TenantModel } from "./model.ts";

/** How long a change can be under way, and what a history's own time may be off. */
const longestLagMs = 17 * 60_000;

type Watched = {
  readonly bench: EntraBench;
  readonly model: TenantModel;
  readonly continuity: Continuity;
};

/** Sees every write to the target, and what it takes from whom who had a right to it all along. */
export class Watch {
  readonly #watched: Watched;
  readonly #wrongs: string[] = [];
  #since: Instant = 0;

  constructor(watched: Watched) {
    this.#watched = watched;
    watched.bench.target.refuse = (write) => {
      this.#look(write);
      return null;
    };
  }

  /** A cycle begins now. */
  begin(now: Date): Instant {
    this.#since = now.getTime() - longestLagMs;
    return now.getTime();
  }

  confirm(): void {
    assert.deepEqual(this.#wrongs, []);
  }

  #look(write: Write): void {
    const { bench, model, continuity } = this.#watched;
    const { users, groups } = bench.target;
    if (write.kind === "create") return;
    if (write.kind === "members") {
      const groupId = sourceOf(groups.get(write.id));
      for (const id of write.remove) {
        const userId = sourceOf(users.get(id));
        if (continuity.wasMember(userId, groupId, this.#since)) this.#wrong(`${userId} leaves ${groupId}`);
      }
      return;
    }
    if (write.type === "group") return;
    const userId = sourceOf(users.get(write.id));
    const had = continuity.hadAccess(userId, this.#since);
    if (write.kind === "delete") {
      if (had || model.stateOf(userId) !== "purged") this.#wrong(`${userId} is deleted`);
      return;
    }
    const disabled = write.changes.some(
      ({ path, to }) => path === "active" && (to === false || to === "False"),
    );
    if (disabled && had) this.#wrong(`${userId} is disabled`);
  }

  #wrong(what: string): void {
    this.#wrongs.push(what);
  }
}

function sourceOf(attributes: Attributes | undefined): string {
  return String(attributes?.["externalId"]);
}
