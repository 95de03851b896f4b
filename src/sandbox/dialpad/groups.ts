import { type Clock, timestamp } from "../clock.ts";
import type { Accounts } from "./accounts.ts";
import type { Document } from "./document.ts";
import { invalidValue, noResource, ScimError, uniqueness } from "./scim-error.ts";

/** One group, as the server keeps it. */
export type Group = {
  readonly id: string;
  readonly displayName: string;
  readonly externalId: string | null;
  readonly memberIds: readonly string[];
  readonly created: number;
  readonly lastModified: number;
};

/** The groups of one Dialpad company; their members are its users. */
export class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #accounts: Accounts;
  readonly #clock: Clock;
  #created = 0;

  constructor(accounts: Accounts, clock: Clock) {
    this.#accounts = accounts;
    this.#clock = clock;
  }

  all(): Group[] {
    const present = new Set(this.#accounts.visible().map(({ id }) => id));
    return [...this.#groups.values()].map((group) => ({
      ...group,
      memberIds: group.memberIds.filter((id) => present.has(id)),
    }));
  }

  get(id: string): Group {
    const group = this.all().find((candidate) => candidate.id === id);
    if (group === undefined) throw noResource(id);
    return group;
  }

  create(document: Document): Group {
    const { displayName } = document;
    if (typeof displayName !== "string") throw invalidValue("Attribute 'displayName' is required.");
    if (this.all().some((group) => group.displayName === displayName)) {
      throw uniqueness(`A group ${displayName} exists.`);
    }
    this.#created += 1;
    const now = this.#clock.now();
    const group = {
      id: String(6_200_000_000_000_000 + this.#created * 4_096),
      displayName,
      externalId: this.#externalIdOf(document),
      memberIds: this.#memberIdsOf(document),
      created: now,
      lastModified: now,
    };
    this.#groups.set(group.id, group);
    return group;
  }

  /** A group keeps the name it was created with. */
  change(group: Group, document: Document): Group {
    const renamed = document["displayName"] !== group.displayName;
    if (renamed && this.#accounts.options.groupRename === "reject") {
      throw new ScimError(400, "mutability", "Attribute 'displayName' cannot be changed.");
    }
    const changed = {
      ...group,
      externalId: this.#externalIdOf(document),
      memberIds: this.#memberIdsOf(document),
      lastModified: this.#clock.now(),
    };
    this.#groups.set(group.id, changed);
    return changed;
  }

  remove(id: string): void {
    this.#groups.delete(this.get(id).id);
  }

  #externalIdOf({ externalId }: Document): string | null {
    if (typeof externalId !== "string") return null;
    return this.#accounts.options.externalId === "stored" ? externalId : null;
  }

  #memberIdsOf({ members }: Document): string[] {
    const asked: unknown[] = Array.isArray(members) ? members : [];
    const present = new Set(this.#accounts.visible().map(({ id }) => id));
    const ids = new Set<string>();
    for (const member of asked) {
      const id =
        typeof member === "object" && member !== null && "value" in member ? String(member.value) : "";
      if (present.has(id)) ids.add(id);
      else if (this.#accounts.options.unknownMember === "reject")
        throw invalidValue(`There is no user ${id}.`);
    }
    return [...ids];
  }
}

const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";

/** The resource a client gets to see. */
export function writeGroup(group: Group, { root, members }: { root: string; members: boolean }): Document {
  return {
    schemas: [groupSchema],
    id: group.id,
    ...(group.externalId === null ? {} : { externalId: group.externalId }),
    displayName: group.displayName,
    ...(members ? { members: group.memberIds.map((value) => ({ value, type: "User" })) } : {}),
    meta: {
      resourceType: "Group",
      created: timestamp(group.created),
      lastModified: timestamp(group.lastModified),
      location: `${root}/Groups/${group.id}`,
    },
  };
}
