import { type Outcome, failure, show } from "../outcome.ts";
import type { Value } from "../value.ts";
import { componentsOf } from "./distinguished-name.ts";
import { each } from "./each.ts";
import { type LibraryFunction, define } from "./library-function.ts";
import { anything, singleText, wholeNumber } from "./parameter.ts";
import { readSid } from "./sid.ts";

/**
 * Names whose domain is the tenant's. The raw name of a guest comes first: it ends in the tenant's domain,
 * where `userPrincipalName` reads as the address that the guest was invited by.
 */
const principalNames = ["originalUserPrincipalName", "userPrincipalName"];

/** Functions of what directories keep: domains, distinguished names, security identifiers. */
export const directoryFunctions: readonly LibraryFunction[] = [
  /**
   * The domain of the object's own user principal name, as no object says which domain its tenant has by
   * default; nothing for an object without such a name.
   */
  {
    ...define("DefaultDomain", [], (_, { read }) => {
      for (const name of principalNames) {
        const written = singleText(read(name)) ?? "";
        const domain = written.slice(written.lastIndexOf("@") + 1);
        if (domain !== "" && domain !== written) return domain;
      }
      return null;
    }),
    reads: principalNames,
  },
  /** Counts from the left; nothing where there are fewer components. */
  define("DNComponent", [anything, wholeNumber], ([source, number]) => dnComponent(source, number)),
  /** What Microsoft Graph says is in the text form already, and stays so. */
  define("StringFromSid", [anything], ([source]) =>
    each(
      source,
      (written) =>
        readSid(written) ??
        failure(
          `StringFromSid expects a security identifier in Base64 as its 1st argument: got ${show(written)}`,
        ),
    ),
  ),
];

function dnComponent(source: Value, number: number): Outcome {
  if (number < 1)
    return failure(`DNComponent expects a position from 1 on as its 2nd argument: got ${number}`);
  if (source === null || source === "") return null;
  const components = componentsOf(singleText(source) ?? "");
  if (components === null) {
    return failure(
      `DNComponent expects a distinguished name such as "cn=Joe,ou=Staff" as its 1st argument: got ${show(source)}`,
    );
  }
  return components[number - 1] ?? null;
}
