import type { Random } from "../random.ts";
import type { DirectoryChange } from "../tenant/change.ts";
import { type Department, departments } from "./departments.ts";
import { assignmentsOf } from "./assignments.ts";
import { groupsOf } from "./groups.ts";
import { domain, drawName, drawPlace, type Employee, propertiesOf } from "./person.ts";

/** People of a team besides its lead. */
const teamSize = 9;

/** Everything that has to happen to an empty directory for it to hold the company. */
export function foundCompany(random: Random): readonly DirectoryChange[] {
  const employees = employ(random);
  const groups = groupsOf(employees, random);
  return [
    ...employees.map((person) => hire(person, random)),
    ...employees.flatMap(({ id, managerId }): DirectoryChange[] =>
      managerId === null ? [] : [{ kind: "setManager", id, managerId }],
    ),
    ...oddities(employees),
    ...groups.flatMap(({ changes }) => changes),
    ...assignmentsOf({ employees, groups, random }),
  ];
}

type Rank = "head" | "lead" | "staff";

function employ(random: Random): readonly Employee[] {
  const logins = new Set<string>();
  const employees: Employee[] = [];
  for (const department of departments) {
    const managers: Record<Rank, string | null> = { head: employees[0]?.id ?? null, lead: null, staff: null };
    for (const { rank, title } of seatsOf(department, random)) {
      const place = drawPlace(random);
      const { login, ...name } = drawName(place, { random, logins });
      const id = random.uuid();
      const employeeId = String(10_001 + employees.length);
      const person = { id, name, login, department, place, title, employeeId };
      employees.push({ ...person, managerId: managers[rank], head: rank === "head" });
      if (rank === "head") managers.lead = id;
      if (rank !== "staff") managers.staff = id;
    }
  }
  return employees;
}

/** Large departments have teams, each with its lead before it. */
function seatsOf(department: Department, random: Random): readonly { rank: Rank; title: string }[] {
  const { name, size, head, lead, titles } = department;
  const teams = size > teamSize + 3;
  return Array.from({ length: size }, (_, index) => {
    if (index === 0) return { rank: "head", title: head };
    if (teams && (index - 1) % (teamSize + 1) === 0) return { rank: "lead", title: lead };
    // The officers each have a title of their own.
    const own = name === "Executive" ? titles[index - 1] : undefined;
    return { rank: "staff", title: own ?? random.pick(titles) };
  });
}

function hire(person: Employee, random: Random): DirectoryChange {
  return { kind: "createUser", id: person.id, properties: propertiesOf(person, random) };
}

/** What no company is without: disabled accounts, a guest, and a name in two scripts. */
function oddities(employees: readonly Employee[]): DirectoryChange[] {
  const engineers = employees.filter(({ department }) => department.name === "Engineering");
  const guest = engineers.at(-1);
  const disabled = ["Sales", "Support", "Finance", "IT"].map((name) =>
    employees.findLast(({ department }) => department.name === name),
  );
  const japanese = employees.find(({ name }) => name.family === "Takahashi" || name.family === "Yamamoto");
  const updates: DirectoryChange[] = [];
  for (const person of disabled) {
    if (person !== undefined)
      updates.push({ kind: "updateUser", id: person.id, properties: { accountEnabled: false } });
  }
  if (japanese !== undefined) {
    const { given, family } = japanese.name;
    const native = family === "Takahashi" ? "高橋" : "山本";
    updates.push({
      kind: "updateUser",
      id: japanese.id,
      properties: { displayName: `${given} ${family ?? ""} (${native})` },
    });
  }
  if (guest !== undefined) updates.push(guestOf(guest));
  return updates;
}

function guestOf({ id, login }: Employee): DirectoryChange {
  const mail = `${login}@partner.example`;
  const properties = {
    userType: "Guest",
    userPrincipalName: `${mail.replace("@", "_")}#EXT#@${domain}`,
    mail,
    otherMails: [mail],
    proxyAddresses: [`SMTP:${mail}`],
    companyName: "Partner Ltd",
    jobTitle: "Consultant",
  };
  return { kind: "updateUser", id, properties };
}
