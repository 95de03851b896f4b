import type { SourceObject } from "../src/rules/directory.ts";

const givenNames = ["Ada", "José", "Grace", "Anne-Marie", "Alan", "Zoë", "Nadia", "Edsger"];
const surnames = ["Lovelace", "García Márquez", "O'Connor", "Hopper", "Turing", "Müller", "van der Hof"];
const countries = ["Germany", "United Kingdom", "France", "Spain"];
const departments = ["Sales", "Research & Development", null, "Support"];

/** People as the mirror holds them, each unlike the next. */
export function makeUsers(count: number): readonly SourceObject[] {
  return Array.from({ length: count }, (_, index) => {
    const givenName = givenNames[index % givenNames.length] ?? "";
    const surname = surnames[index % surnames.length] ?? "";
    const number = String(index).padStart(5, "0");
    const alias = `u${number}`;
    return {
      type: "user",
      id: `00000000-0000-4000-8000-0000000${number}`,
      state: "active",
      attributes: {
        userPrincipalName: `${alias}@contoso.onmicrosoft.com`,
        mail: index % 5 === 0 ? null : `${alias}@Contoso.com`,
        mailNickname: alias,
        displayName: `${givenName} ${surname}`,
        givenName,
        surname,
        jobTitle: "Senior Engineer",
        department: departments[index % departments.length] ?? null,
        employeeId: number,
        preferredLanguage: "en-US",
        streetAddress: `${index % 200} High Street`,
        city: "Springfield",
        postalCode: "SW1A 2AA",
        country: countries[index % countries.length] ?? null,
        officeLocation: "18/2111",
        businessPhones: [`+1 (425) 555-${number.slice(1)}`],
        mobilePhone: "+1 425 555 0101",
        proxyAddresses: [`SMTP:${alias}@contoso.com`, `smtp:${alias}@contoso.onmicrosoft.com`],
        accountEnabled: true,
        manager: { id: "00000000-0000-4000-8000-000000000001" },
      },
    };
  });
}
