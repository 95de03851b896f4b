import type { Random } from "../random.ts";
import type { Directory } from "../tenant/directory.ts";
import type { DirectoryGroup, DirectoryUser } from "../tenant/directory-object.ts";
import { departments } from "./departments.ts";

/** Everybody who is not deleted. */
export function present(directory: Directory): DirectoryUser[] {
  return directory.users().filter(({ deletedDateTime }) => deletedDateTime === null);
}

/** Everybody whose account is enabled. */
export function working(directory: Directory): DirectoryUser[] {
  return present(directory).filter(({ properties }) => properties["accountEnabled"] === true);
}

/** Working members who lead no department: nothing drastic happens to those who do. */
export function staff(directory: Directory): DirectoryUser[] {
  const heads = new Set(departments.map(({ head }) => head));
  return working(directory).filter(
    (user) =>
      text(user, "userType") === "Member" &&
      text(user, "department") !== "Executive" &&
      !heads.has(text(user, "jobTitle")),
  );
}

/** One of them by chance; null where there is nobody. */
export function anyone(users: readonly DirectoryUser[], random: Random): DirectoryUser | null {
  return users.length === 0 ? null : random.pick(users);
}

/** Null where the company has no such group. */
export function groupNamed(directory: Directory, name: string): DirectoryGroup | null {
  return directory.groups().find(({ properties }) => properties["displayName"] === name) ?? null;
}

/** Whether the user is a direct member. */
export function isMember(
  directory: Directory,
  { group, user }: { group: DirectoryGroup; user: DirectoryUser },
): boolean {
  return directory.members(group.id).some(({ id }) => id === user.id);
}

/** What people call the user. */
export function called(user: DirectoryUser): string {
  return text(user, "displayName");
}

/** A property, empty where it is unset. */
export function text({ properties }: DirectoryUser, name: string): string {
  const value = properties[name];
  return typeof value === "string" ? value : "";
}
