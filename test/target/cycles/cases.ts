import assert from "node:assert/strict";
import type { Attributes } from "../../../src/rules/directory.ts";
import type { Traits } from "./application.ts";
import { textOf } from "./account.ts";
import { department, manager, mobile, sourceOf } from "./attributes.ts";
import { always, type Mapped } from "./rules.ts";
import type { World } from "./world.ts";

/** What happens in the directory between two cycles. */
export type Chapter = {
  readonly title: string;
  /** What it is about, for readers of the golden files. */
  readonly says: string;
  /** It is there for the sake of those after it. */
  readonly isPrelude?: true;
  readonly change: (world: World) => void | Promise<void>;
  /** The objects that the application cannot write as they should be. */
  readonly refused?: (traits: Traits) => readonly string[];
};

/** What happens to some people whom no other case is about. */
export type Case = {
  readonly name: string;
  /** Paths of users that it is about. */
  readonly maps: readonly string[];
  /** It is about groups, too. */
  readonly groups?: true;
  readonly chapters: readonly Chapter[];
};

const life: Case = {
  name: "create, update, clear",
  maps: ["externalId", "title", mobile, department],
  chapters: [
    {
      title: "create",
      says: "Ada is assigned. Nobody has her name in the application, so she is created with all that is mapped.",
      change: (world) => {
        hire(world, "ada", {
          givenName: "Ada",
          surname: "Lovelace",
          mailNickname: "ada",
          jobTitle: "Mathematician",
          department: "London",
          mobilePhone: "+44 20 7946 0001",
        });
      },
    },
    {
      title: "update",
      says: "Ada's title, department, numbers and address change: her account is read, and what differs is sent at once.",
      change: ({ directory, application }) => {
        directory.change("ada", {
          jobTitle: 'Head of "Engines" \\ Ümlauts',
          department: "Berlin",
          mobilePhone: "+44 20 7946 0002",
          mail: `countess@${application.traits.domain}`,
        });
      },
    },
    {
      title: "clear",
      says: "Ada has no title and no mobile number any more: the title goes, and of the numbers the whole element.",
      change: ({ directory }) => void directory.change("ada", { jobTitle: null, mobilePhone: null }),
    },
  ],
};

const adoption: Case = {
  name: "adopt",
  maps: ["title"],
  chapters: [
    {
      title: "adopt",
      says: "Abe has an account that somebody made by hand. It is found by his name and linked, and gets his title.",
      change: async (world) => {
        hire(world, "abe", { givenName: "Abe", surname: "Adams", jobTitle: "Pilot" });
        await makeByHand(world, "abe");
      },
    },
  ],
};

const rename: Case = {
  name: "rename",
  maps: [],
  chapters: [
    {
      title: "create before a rename",
      says: "Rob is assigned.",
      isPrelude: true,
      change: (world) => hire(world, "rob", { givenName: "Rob", surname: "Byron" }),
    },
    {
      title: "rename",
      says: "Rob gets a new user principal name: his account is the linked one, so nobody looks for a name.",
      change: ({ directory, application }) => {
        directory.change("rob", { userPrincipalName: `rob.byron@${application.traits.domain}` });
      },
      refused: (traits) => (traits.renames("user") ? [] : ["rob"]),
    },
  ],
};

const leaving: Case = {
  name: "disable, enable, delete",
  maps: ["title"],
  chapters: [
    {
      title: "create before a departure",
      says: "Lea is assigned.",
      isPrelude: true,
      change: (world) => hire(world, "lea", { givenName: "Lea", surname: "Lee", jobTitle: "Clerk" }),
    },
    {
      title: "disable",
      says: "Lea is not assigned any more: nothing but `active` is written.",
      change: ({ directory }) => void directory.unassign("lea"),
    },
    {
      title: "enable",
      says: "Lea is assigned again, with a new title: all that is mapped is compared, and what differs is sent.",
      change: ({ directory }) => void directory.assign("lea").change("lea", { jobTitle: "Head clerk" }),
    },
    {
      title: "delete",
      says: "Lea is gone from the directory for good: her account is read a last time, and deleted.",
      change: ({ directory }) => void directory.purge("lea"),
    },
  ],
};

const managers: Case = {
  name: "manager set, changed and removed",
  maps: [manager],
  chapters: [
    {
      title: "create before a manager",
      says: "Max, Moe and Mia are assigned.",
      isPrelude: true,
      change: (world) => {
        hire(world, "max", { givenName: "Max", surname: "Muster" });
        hire(world, "moe", { givenName: "Moe", surname: "Muster" });
        hire(world, "mia", { givenName: "Mia", surname: "Muster" });
      },
    },
    {
      title: "manager set",
      says: "Mia's manager is Max: the reference is the id of his account.",
      change: ({ directory }) => void directory.change("mia", { manager: { id: "max" } }),
    },
    {
      title: "manager changed",
      says: "Mia's manager is Moe: one reference takes the place of the other.",
      change: ({ directory }) => void directory.change("mia", { manager: { id: "moe" } }),
    },
    {
      title: "manager removed",
      says: "Mia has no manager: the reference is taken away.",
      change: ({ directory }) => void directory.change("mia", { manager: null }),
    },
  ],
};

const groups: Case = {
  name: "group with members",
  maps: [],
  groups: true,
  chapters: [
    {
      title: "group with members",
      says: "A group of two is assigned: first the people in it are created, then the group, then who is in it.",
      change: (world) => {
        for (const id of ["gus", "gil", "gwen"]) hire(world, id, { givenName: id, surname: "Green" });
        world.directory.addGroup("crew", ["gus", "gil"]).assign("crew");
        world.firstNames.set("crew", "crew");
      },
    },
    {
      title: "member added",
      says: "Gwen joins: she alone is sent.",
      change: ({ directory }) => void directory.members.get("crew")?.add("gwen"),
    },
    {
      title: "member removed",
      says: "Gus and Gil leave: one request takes both, and says nothing of who stays.",
      change: ({ directory }) => {
        directory.members.get("crew")?.delete("gus");
        directory.members.get("crew")?.delete("gil");
      },
    },
    {
      title: "group renamed",
      says: "The group gets another name: its members are neither read nor sent.",
      change: ({ directory }) => void directory.change("crew", { displayName: "squad" }),
    },
    {
      title: "group deleted",
      says: "The group is not assigned any more: it is read a last time, and deleted.",
      change: ({ directory }) => void directory.unassign("crew"),
    },
  ],
};

/** Every operation of the contract. */
export const cases: readonly Case[] = [life, adoption, rename, leaving, managers, groups];

/** What a job maps so that all of these cases can be played. */
export function mappedIn(played: readonly Case[]): Mapped {
  const paths = [...new Set(played.flatMap(({ maps }) => maps))];
  return { paths, groups: played.some(({ groups: isAbout }) => isAbout === true) };
}

/** Somebody new in the directory, who is assigned. */
export function hire(
  { directory, application, firstNames }: World,
  id: string,
  attributes: Attributes,
): void {
  const userPrincipalName = `${id}@${application.traits.domain}`;
  const person = { userPrincipalName, mail: userPrincipalName, country: "US", ...attributes };
  directory.addUser(id, person).assign(id);
  firstNames.set(id, person.userPrincipalName);
}

/** An account with the least that every job says. */
async function makeByHand({ directory, application }: World, id: string): Promise<void> {
  const attributes = directory.objects.get(id)?.attributes ?? {};
  const changes = [...always, ...application.maps].map((path) => {
    const to = path === "active" ? true : textOf(attributes, sourceOf(path));
    return { path, from: null, to };
  });
  const { signal } = new AbortController();
  const result = await application.target.write({ kind: "create", type: "user", changes }, { signal });
  assert.equal(result.kind, "done", JSON.stringify(result));
}
