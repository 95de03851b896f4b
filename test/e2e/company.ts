/** A directory as the file source reads it. */
export type Company = {
  readonly users: readonly Record<string, unknown>[];
  readonly groups: readonly {
    readonly id: string;
    readonly displayName: string;
    readonly members: readonly string[];
  }[];
  readonly assignments: readonly { readonly principalId: string; readonly principalType: "User" | "Group" }[];
};

export type CompanySize = { readonly users: number; readonly groups: number; readonly memberships: number };

/**
 * A company in which everybody but the first has a manager, and memberships are spread over the groups
 * evenly.
 */
export function companyOf(size: CompanySize): Company {
  const users = Array.from({ length: size.users }, (_, index) => userOf(index));
  const groups = Array.from({ length: size.groups }, (_, group) => {
    const count =
      Math.floor(size.memberships / size.groups) + (group < size.memberships % size.groups ? 1 : 0);
    const first = group * 37;
    const members = Array.from({ length: count }, (__, member) => userId((first + member) % size.users));
    return { id: `g-${number(group)}`, displayName: `Group ${number(group)}`, members };
  });
  return {
    users,
    groups,
    assignments: [
      ...users.map(({ id }) => ({ principalId: String(id), principalType: "User" as const })),
      ...groups.map(({ id }) => ({ principalId: id, principalType: "Group" as const })),
    ],
  };
}

function userOf(index: number): Record<string, unknown> {
  const name = `person${number(index)}`;
  return {
    id: userId(index),
    userPrincipalName: `${name}@example.com`,
    displayName: `Person ${number(index)}`,
    givenName: "Person",
    surname: number(index),
    mail: `${name}@example.com`,
    mailNickname: name,
    jobTitle: index % 7 === 0 ? "Manager" : "Engineer",
    department: ["Sales", "Support", "Engineering"][index % 3],
    accountEnabled: true,
    ...(index === 0 ? {} : { manager: { id: userId(Math.floor((index - 1) / 8)) } }),
  };
}

function userId(index: number): string {
  return `u-${number(index)}`;
}

function number(index: number): string {
  return String(index).padStart(5, "0");
}
