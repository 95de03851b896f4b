import type { Wanted } from "./document.ts";
import type { DialpadOptions, Office } from "./options.ts";
import { invalidValue } from "./scim-error.ts";

type OfficeHints = Pick<Wanted, "officeName" | "physicalDeliveryOfficeName" | "department" | "country">;

const regionNames = new Intl.DisplayNames(["en"], { type: "region" });

/** The office somebody belongs to: by exact name, else by country, else as the company has set it. */
export function chooseOffice(hints: OfficeHints, options: DialpadOptions): Office {
  const { offices, officeField, officeMismatch } = options;
  const names =
    officeField === "auto"
      ? [hints.officeName, hints.physicalDeliveryOfficeName, hints.department]
      : [hints[officeField]];
  const named = names.map((name) => offices.find((office) => office.name === name)).find(Boolean);
  const chosen = named ?? offices.find((office) => isIn(office, hints.country));
  if (chosen !== undefined) return chosen;
  const [first] = offices;
  if (officeMismatch === "reject" || first === undefined) {
    throw invalidValue(`No office matches '${names.find((name) => name !== null) ?? ""}'.`);
  }
  return first;
}

/** By code or by English name: which of them Dialpad reads is not published. */
function isIn({ country: code }: Office, country: string | null): boolean {
  if (country === null) return false;
  const asked = country.toLowerCase();
  return asked === code.toLowerCase() || asked === regionNames.of(code)?.toLowerCase();
}
