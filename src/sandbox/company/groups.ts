import { type Random, shuffled } from "../random.ts";
import type { DirectoryChange } from "../tenant/change.ts";
import type { Employee } from "./person.ts";

export type CompanyGroup = {
  readonly id: string;
  readonly name: string;
  readonly userIds: readonly string[];
  readonly changes: readonly DirectoryChange[];
};

/** Groups whose members are a department; `changes.ts` keeps them so when people move. */
export const departmentGroups = ["Sales", "Support", "Engineering", "Product", "Marketing", "Finance"];

/** The twelve groups: by department, by place, by trade. One is nested in another, one holds a device. */
export function groupsOf(employees: readonly Employee[], random: Random): readonly CompanyGroup[] {
  const agents = employees.filter(({ title }) => title === "Support Engineer");
  const contractors = group(
    "Support Contractors",
    employees.filter((person) => person.department.name === "Engineering").slice(-6),
  );
  const device = random.uuid();

  function group(name: string, people: readonly Employee[], more: readonly string[] = []): CompanyGroup {
    const id = random.uuid();
    const userIds = people.map((person) => person.id);
    const members = [...userIds, ...more].map((memberId): DirectoryChange => ({
      kind: "addMember",
      groupId: id,
      memberId,
    }));
    return {
      id,
      name,
      userIds,
      changes: [{ kind: "createGroup", id, properties: groupProperties(name) }, ...members],
    };
  }

  function department(name: string, more: readonly string[] = []): CompanyGroup {
    return group(
      name,
      employees.filter((person) => person.department.name === name),
      more,
    );
  }

  const laptop: DirectoryChange = {
    kind: "createOther",
    id: device,
    type: "device",
    displayName: "SUPPORT-LT-042",
  };
  return [
    { ...contractors, changes: [laptop, ...contractors.changes] },
    department("Sales"),
    department("Support", [contractors.id, device]),
    department("Engineering"),
    department("Product"),
    department("Marketing"),
    department("Finance"),
    group(
      "People and Operations",
      employees.filter(({ department: { name } }) => name === "People" || name === "Operations"),
    ),
    group(
      "Leadership",
      employees.filter(({ head, department: { name } }) => head || name === "Executive"),
    ),
    group(
      "London Office",
      employees.filter(({ place }) => place.office === "London"),
    ),
    group("On Call", agents),
    group("Book Club", shuffled(employees, random).slice(0, 14)),
  ];
}

function groupProperties(name: string): Record<string, unknown> {
  const unified = name === "London Office" || name === "Book Club";
  const nickname = name.toLowerCase().replaceAll(" ", "-");
  return {
    displayName: name,
    description: `${name} at Meridian`,
    mailNickname: nickname,
    mailEnabled: unified,
    securityEnabled: !unified,
    groupTypes: unified ? ["Unified"] : [],
    ...(unified ? { mail: `${nickname}@meridian.example`, visibility: "Public" } : {}),
    createdDateTime: "2019-04-01T09:00:00Z",
  };
}
