import type { Random } from "../random.ts";
import type { DirectoryChange } from "../tenant/change.ts";
import type { Directory } from "../tenant/directory.ts";
import { departments } from "./departments.ts";
import { departmentGroups } from "./groups.ts";
import { namePools } from "./names.ts";
import { displayNameOf, domain, drawName, drawPlace, loginOf, propertiesOf } from "./person.ts";
import { anyone, called, groupNamed, isMember, present, staff, text, working } from "./staff.ts";

/** Something that happened in the company, in words and as the directory sees it. */
export type CompanyChange = { readonly sentence: string; readonly changes: readonly DirectoryChange[] };

/** What may happen next; null where nobody fits. */
export type Story = (directory: Directory, random: Random) => CompanyChange | null;

/** The kinds of things that happen to a company. */
export const stories: readonly Story[] = [
  hire,
  leave,
  marry,
  move,
  reportToSomebodyElse,
  disable,
  enable,
  promote,
  join,
  loseAccess,
];

function hire(directory: Directory, random: Random): CompanyChange | null {
  const department = random.pick(departments.filter(({ name }) => departmentGroups.includes(name)));
  const manager = working(directory).find(({ properties }) => properties["jobTitle"] === department.head);
  const group = groupNamed(directory, department.name);
  if (manager === undefined || group === null) return null;
  const place = drawPlace(random);
  const logins = new Set(directory.users().map((user) => text(user, "mailNickname")));
  const { login, ...name } = drawName(place, { random, logins });
  const title = random.pick(department.titles);
  const employeeId = String(10_001 + directory.users().length);
  const id = random.uuid();
  const properties = propertiesOf({ id, name, login, department, place, title, employeeId }, random);
  return {
    sentence: `${displayNameOf(name)} was hired as ${title} in ${department.name}`,
    changes: [
      { kind: "createUser", id, properties },
      { kind: "setManager", id, managerId: manager.id },
      { kind: "addMember", groupId: group.id, memberId: id },
    ],
  };
}

function leave(directory: Directory, random: Random): CompanyChange | null {
  const user = anyone(staff(directory), random);
  if (user === null) return null;
  return {
    sentence: `${called(user)} left the company`,
    changes: [{ kind: "softDelete", id: user.id }],
  };
}

function marry(directory: Directory, random: Random): CompanyChange | null {
  const user = anyone(
    staff(directory).filter(({ properties }) => typeof properties["surname"] === "string"),
    random,
  );
  if (user === null) return null;
  const family = random.pick([
    ...namePools.american.family,
    ...namePools.german.family,
    ...namePools.nordic.family,
  ]);
  const name = { given: text(user, "givenName"), family };
  const login = loginOf(name);
  const address = `${login}@${domain}`;
  if (directory.users().some((other) => text(other, "userPrincipalName") === address)) return null;
  const properties = {
    surname: family,
    displayName: displayNameOf(name),
    userPrincipalName: address,
    mailNickname: login,
    ...(typeof user.properties["mail"] === "string" ? { mail: address } : {}),
  };
  return {
    sentence: `${called(user)} married and is now called ${displayNameOf(name)}`,
    changes: [{ kind: "updateUser", id: user.id, properties }],
  };
}

function move(directory: Directory, random: Random): CompanyChange | null {
  const movable = staff(directory).filter((user) => departmentGroups.includes(text(user, "department")));
  const user = anyone(movable, random);
  if (user === null) return null;
  const from = text(user, "department");
  const to = random.pick(departments.filter(({ name }) => name !== from && departmentGroups.includes(name)));
  const left = groupNamed(directory, from);
  const joined = groupNamed(directory, to.name);
  const changes: DirectoryChange[] = [
    {
      kind: "updateUser",
      id: user.id,
      properties: {
        department: to.name,
        jobTitle: random.pick(to.titles),
        onPremisesExtensionAttributes: { extensionAttribute1: to.costCentre },
      },
    },
  ];
  if (left !== null && isMember(directory, { group: left, user })) {
    changes.push({ kind: "removeMember", groupId: left.id, memberId: user.id });
  }
  if (joined !== null) changes.push({ kind: "addMember", groupId: joined.id, memberId: user.id });
  return { sentence: `${called(user)} moved from ${from} to ${to.name}`, changes };
}

function reportToSomebodyElse(directory: Directory, random: Random): CompanyChange | null {
  const user = anyone(staff(directory), random);
  const candidates = working(directory).filter(
    ({ id, properties }) =>
      id !== user?.id &&
      id !== user?.managerId &&
      departments.some(({ head }) => head === properties["jobTitle"]),
  );
  const manager = anyone(candidates, random);
  if (user === null || manager === null) return null;
  return {
    sentence: `${called(user)} now reports to ${called(manager)}`,
    changes: [{ kind: "setManager", id: user.id, managerId: manager.id }],
  };
}

function disable(directory: Directory, random: Random): CompanyChange | null {
  const user = anyone(staff(directory), random);
  if (user === null) return null;
  return {
    sentence: `${called(user)} went on leave and the account was disabled`,
    changes: [{ kind: "updateUser", id: user.id, properties: { accountEnabled: false } }],
  };
}

function enable(directory: Directory, random: Random): CompanyChange | null {
  const user = anyone(
    present(directory).filter(({ properties }) => properties["accountEnabled"] === false),
    random,
  );
  if (user === null) return null;
  return {
    sentence: `${called(user)} is back and the account was enabled`,
    changes: [{ kind: "updateUser", id: user.id, properties: { accountEnabled: true } }],
  };
}

function promote(directory: Directory, random: Random): CompanyChange | null {
  const user = anyone(
    staff(directory).filter((candidate) => !text(candidate, "jobTitle").startsWith("Senior ")),
    random,
  );
  if (user === null) return null;
  const jobTitle = `Senior ${text(user, "jobTitle")}`;
  return {
    sentence: `${called(user)} was promoted to ${jobTitle}`,
    changes: [{ kind: "updateUser", id: user.id, properties: { jobTitle } }],
  };
}

function join(directory: Directory, random: Random): CompanyChange | null {
  const group = groupNamed(
    directory,
    random.pick(["Leadership", "Book Club", "On Call", "People and Operations"]),
  );
  if (group === null) return null;
  const user = anyone(
    staff(directory).filter((candidate) => !isMember(directory, { group, user: candidate })),
    random,
  );
  if (user === null) return null;
  return {
    sentence: `${called(user)} joined the group ${String(group.properties["displayName"])}`,
    changes: [{ kind: "addMember", groupId: group.id, memberId: user.id }],
  };
}

function loseAccess(directory: Directory, random: Random): CompanyChange | null {
  const direct = new Set(directory.assignments().map(({ principalId }) => principalId));
  const user = anyone(
    staff(directory).filter(({ id }) => direct.has(id)),
    random,
  );
  if (user === null) return null;
  return {
    sentence: `${called(user)} is no longer assigned to the application`,
    changes: [{ kind: "unassign", principalId: user.id }],
  };
}
