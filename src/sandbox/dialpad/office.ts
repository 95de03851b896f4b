import type { Wanted } from "./document.ts";
import type { DialpadOptions, Office } from "./options.ts";
import { invalidValue } from "./scim-error.ts";

type OfficeHints = Pick<Wanted, "officeName" | "physicalDeliveryOfficeName" | "department" | "country">;

const regionNames = new Intl.DisplayNames(["en"], { type: "region" });

/** The office somebody belongs to: by exact name, else by country, else as the company has set it. */
export function chooseOffice(hints: OfficeHints, options: DialpadOptions): Office {
  const { offices } = options;
  const names = namesIn(hints, options);
  const named = names.map((name) => offices.find((office) => office.name === name)).find(Boolean);
  const chosen = named ?? offices.find((office) => isIn(office, hints.country));
  if (chosen !== undefined) return chosen;
  const [first] = offices;
  if (first === undefined || options.officeMismatch === "reject") {
    throw invalidValue(`No office matches '${names[0] ?? ""}'.`);
  }
  return first;
}

function namesIn(hints: OfficeHints, options: DialpadOptions): readonly string[] {
  const fields = ["officeName", "physicalDeliveryOfficeName", "department"] as const;
  const given = fields.flatMap((field) => {
    const name = hints[field];
    return name === null ? [] : [{ field, name }];
  });
  return given
    .filter(({ field }) => options.officeField === "auto" || options.officeField === field)
    .map(({ name }) => name);
}

/** By code or by English name: which of them Dialpad reads is not published. */
function isIn({ country: code }: Office, country: string | null): boolean {
  if (country === null) return false;
  const asked = country.toLowerCase();
  return asked === code.toLowerCase() || asked === regionNames.of(code)?.toLowerCase();
}
