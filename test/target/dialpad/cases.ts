import type { DialpadOptions } from "../../../src/sandbox/dialpad/options.ts";
import { type Case, hire } from "../cycles/cases.ts";
import { enterprise } from "../cycles/account.ts";
import type { World } from "../cycles/world.ts";

const officeName = `${enterprise}:officeName`;
const licenseType = `${enterprise}:licenseType`;

/** What only Dialpad has: offices, licences, domains, and 72 hours in which nobody is quite gone. */
export function dialpadCases(options: DialpadOptions): readonly Case[] {
  return [offices(options), licenses(options), noLicenses(options), domains, returning(options)];
}

function offices(options: DialpadOptions): Case {
  return {
    name: "offices",
    maps: [officeName],
    chapters: [
      {
        title: "offices, one of which there is not",
        says: "Ole works in London, Odd nowhere near an office.",
        change: (world) => {
          hire(world, "ole", { givenName: "Ole", surname: "Olsen", officeLocation: "London" });
          hire(world, "odd", {
            givenName: "Odd",
            surname: "Olsen",
            officeLocation: "Nowhere",
            country: "AQ",
          });
          if (isRefused()) world.absent.add("odd");
        },
        refused: () => (isRefused() ? ["odd"] : []),
      },
      {
        title: "office changed",
        says: "Ole moves to Berlin.",
        change: ({ directory }) => void directory.change("ole", { officeLocation: "Berlin" }),
      },
    ],
  };

  function isRefused(): boolean {
    return options.officeMismatch === "reject";
  }
}

function licenses(options: DialpadOptions): Case {
  return {
    name: "licences",
    maps: [licenseType],
    chapters: [
      {
        title: "licences, one of which there is not",
        says: "Liv sells; Lou's licence is one that was renamed.",
        change: (world) => {
          hire(world, "liv", { givenName: "Liv", surname: "Lund", employeeType: "Dialpad_Ai Sales" });
          hire(world, "lou", { givenName: "Lou", surname: "Lund", employeeType: "Dialpad_Talk" });
          if (isRefused()) world.absent.add("lou");
          else world.unkept.add(`lou ${licenseType}`);
        },
        refused: () => (isRefused() ? ["lou"] : []),
      },
      {
        title: "licence changed",
        says: "Liv goes to the contact centre.",
        change: ({ directory }) => void directory.change("liv", { employeeType: "Dialpad_Support" }),
      },
    ],
  };

  function isRefused(): boolean {
    return !options.ignoreLicenseType && options.unknownLicense === "reject";
  }
}

function noLicenses(options: DialpadOptions): Case {
  return {
    name: "no licence left",
    maps: [],
    chapters: [
      {
        title: "no licence left",
        says: "Len would be in an office that has no licences.",
        change: (world) => {
          hire(world, "len", { givenName: "Len", surname: "Lind", country: "FR" });
          if (isRefused()) world.absent.add("len");
        },
        refused: () => (isRefused() ? ["len"] : []),
      },
    ],
  };

  function isRefused(): boolean {
    return options.noLicenseLeft !== "autobuy";
  }
}

const domains: Case = {
  name: "foreign domain",
  maps: [],
  chapters: [
    {
      title: "foreign domain",
      says: "Fay's address is not in a domain of the company.",
      change: (world) => {
        const userPrincipalName = "fay@elsewhere.example";
        hire(world, "fay", { userPrincipalName, givenName: "Fay", surname: "Fox" });
        world.absent.add("fay");
      },
      refused: () => ["fay"],
    },
  ],
};

function returning(options: DialpadOptions): Case {
  return {
    name: "delete and return",
    maps: [],
    chapters: [
      {
        title: "create before a return",
        says: "Roy is assigned.",
        isPrelude: true,
        change: (world) => rehire(world, "roy"),
      },
      {
        title: "delete before a return",
        says: "Roy is gone from the directory for good.",
        change: ({ directory }) => void directory.purge("roy"),
      },
      {
        title: "return",
        says: "Roy comes back as somebody new.",
        change: (world) => {
          rehire(world, "roy2");
          if (isRefused()) world.absent.add("roy2");
        },
        refused: () => (isRefused() ? ["roy2"] : []),
      },
    ],
  };

  function isRefused(): boolean {
    return options.deleteGrace && options.recreateDeleted === "conflict";
  }
}

function rehire(world: World, id: string): void {
  const userPrincipalName = `roy@${world.application.traits.domain}`;
  hire(world, id, { userPrincipalName, mail: userPrincipalName, givenName: "Roy", surname: "Ray" });
}
