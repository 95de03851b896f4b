import type { Random } from "../random.ts";
import type { Department } from "./departments.ts";
import { asciiName, namePools } from "./names.ts";
import { type Place, places } from "./places.ts";

export const domain = "meridian.example";

export type Name = { readonly given: string; readonly family: string | null };

/** Somebody of the company, before the directory knows of them. */
export type Person = {
  readonly id: string;
  readonly name: Name;
  /** Local part of the user principal name. */
  readonly login: string;
  readonly department: Department;
  readonly place: Place;
  readonly title: string;
  readonly employeeId: string;
};

/** A person with the one they report to; null for the chief executive. `head` leads a department. */
export type Employee = Person & { readonly managerId: string | null; readonly head: boolean };

/** Draws a name and a login that nobody in `logins` has, and adds the login to them. */
export function drawName(
  place: Place,
  { random, logins }: { random: Random; logins: Set<string> },
): Name & { login: string } {
  for (let attempt = 0; ; attempt += 1) {
    const pool = namePools[random.pick(place.cultures)];
    const name = { given: random.pick<string>(pool.given), family: random.pick<string | null>(pool.family) };
    const plain = loginOf(name);
    // After some tries the name is taken twice: companies have that too.
    const login = attempt < 20 ? plain : `${plain}${attempt - 18}`;
    if (logins.has(login)) continue;
    logins.add(login);
    return { ...name, login };
  }
}

export function loginOf({ given, family }: Name): string {
  return family === null ? asciiName(given) : `${asciiName(given)}.${asciiName(family)}`;
}

export function displayNameOf({ given, family }: Name): string {
  return family === null ? given : `${given} ${family}`;
}

export function drawPlace(random: Random): Place {
  let left = random.below(100);
  const drawn = places.find(({ share }) => (left -= share) < 0);
  return drawn ?? random.pick(places);
}

/** What the directory holds of a person; a few have no mail, no employee number or no mobile phone. */
export function propertiesOf(person: Person, random: Random): Record<string, unknown> {
  const { name, login, department, place, title, employeeId } = person;
  const address = `${login}@${domain}`;
  const line = String(1_000 + random.below(9_000));
  const all: Record<string, unknown> = {
    accountEnabled: true,
    userPrincipalName: address,
    displayName: displayNameOf(name),
    givenName: name.given,
    mailNickname: login,
    userType: "Member",
    department: department.name,
    jobTitle: title,
    companyName: "Meridian",
    officeLocation: place.office,
    city: place.city,
    country: place.country,
    usageLocation: place.usageLocation,
    preferredLanguage: place.language,
    businessPhones: [`${place.dialling} 555 ${line}`],
    createdDateTime: `20${10 + random.below(16)}-0${1 + random.below(9)}-1${random.below(10)}T08:30:00Z`,
    onPremisesExtensionAttributes: { extensionAttribute1: department.costCentre },
  };
  if (name.family !== null) all["surname"] = name.family;
  if (random.chance(97)) {
    all["mail"] = address;
    all["proxyAddresses"] = [`SMTP:${address}`, `smtp:${asciiName(name.given)}${employeeId}@${domain}`];
  }
  if (random.chance(94)) all["employeeId"] = employeeId;
  if (random.chance(60))
    all["mobilePhone"] = `${place.dialling.split(" ")[0]} 555 01${line.slice(0, 2)} ${line}`;
  return all;
}
