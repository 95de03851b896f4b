import type { Clock } from "../clock.ts";
import { type DirectoryChange, subjectOf } from "./change.ts";
import type {
  Assignment,
  DirectoryGroup,
  DirectoryObject,
  DirectoryUser,
  ServicePrincipal,
} from "./directory-object.ts";
import { DirectoryState } from "./directory-state.ts";

/**
 * A change with its place in time. The log replays: committed in order elsewhere, it gives the same
 * directory.
 */
export type LoggedChange = {
  /** Counts up from 1. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly change: DirectoryChange;
  /** The object that the change is about; null where it was not there, or the change is about none. */
  readonly before: DirectoryObject | null;
  readonly after: DirectoryObject | null;
};

/** The users, groups and assignments of one tenant, and everything that happened to them. */
export class Directory {
  readonly #log: LoggedChange[] = [];
  readonly #clock: Clock;
  readonly #application: ServicePrincipal;
  #state: DirectoryState;

  constructor(application: ServicePrincipal, clock: Clock) {
    this.#application = application;
    this.#clock = clock;
    this.#state = new DirectoryState(application);
  }

  get log(): readonly LoggedChange[] {
    return this.#log;
  }

  get servicePrincipal(): ServicePrincipal | null {
    return this.#state.servicePrincipal;
  }

  /** Deleted ones included. */
  object(id: string): DirectoryObject | null {
    return this.#state.object(id);
  }

  /** Deleted ones included. */
  users(): DirectoryUser[] {
    return this.#state.users();
  }

  /** Deleted ones included. */
  groups(): DirectoryGroup[] {
    return this.#state.groups();
  }

  /** Direct members; soft-deleted ones keep their place, so that a restore brings it back. */
  members(groupId: string): DirectoryObject[] {
    return this.#state.members(groupId);
  }

  assignments(): Assignment[] {
    return this.#state.assignments();
  }

  /**
   * Carries a change out and logs it; throws, and does neither, when it names something that is not there.
   * `at` is when it happened: now if left out.
   */
  commit(change: DirectoryChange, at: number = this.#clock.now()): void {
    const id = subjectOf(change);
    const before = id === null ? null : this.object(id);
    this.#state.apply(change, at);
    const after = id === null ? null : this.object(id);
    this.#log.push({ seq: this.#log.length + 1, at, change, before, after });
  }

  /** As if nothing had ever happened. */
  clear(): void {
    this.#state = new DirectoryState(this.#application);
    this.#log.length = 0;
  }

  /** Another directory of the same tenant in which nothing has happened yet. */
  pristine(): Directory {
    return new Directory(this.#application, this.#clock);
  }
}
