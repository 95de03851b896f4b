import { type LibraryFunction, define } from "./library-function.ts";
import { type Parameter, list } from "./parameter.ts";

/** A role of the application, as an element of `appRoleAssignments` has it: JSON, or its bare name. */
type Role = { readonly value: string; readonly displayName: string };

/** Each role once, in the order of their values. */
const roles: Parameter<readonly Role[]> = {
  expects: "[appRoleAssignments]",
  read(value) {
    const texts = new Set(list.read(value));
    const byValue = new Map([...texts].map(readRole).map((role) => [role.value, role]));
    byValue.delete("");
    return [...byValue.values()].toSorted((one, other) => (one.value < other.value ? -1 : 1));
  },
  fallback: undefined,
};

const elementType = "WindowsAzureActiveDirectoryRole";

/** Functions of the application roles that the object was assigned. */
export const roleFunctions: readonly LibraryFunction[] = [
  define("SingleAppRoleAssignment", [roles], ([[first]]) => first?.value ?? null),
  define("AppRoleAssignments", [roles], ([all]) => all.map(({ value }) => value)),
  /** Elements of SCIM's `roles`, each as JSON. */
  define("AppRoleAssignmentsComplex", [roles], ([all]) =>
    all.map(({ value, displayName }) =>
      JSON.stringify({ primary: false, type: elementType, displayName, value }),
    ),
  ),
  define("AssertiveAppRoleAssignmentsComplex", [roles], ([all]) =>
    all.map(({ value, displayName }) =>
      JSON.stringify({ primary: false, type: elementType, display: displayName, value }),
    ),
  ),
];

/** A role without a value goes by the name that people see. */
function readRole(text: string): Role {
  const json = text.startsWith("{") && text.endsWith("}") ? parseJson(text) : null;
  if (typeof json !== "object" || json === null) return { value: text, displayName: text };
  const value = textOf(json, "value");
  const displayName = textOf(json, "displayName");
  return { value: value === "" ? displayName : value, displayName: displayName === "" ? value : displayName };
}

function textOf(json: object, key: string): string {
  const found: unknown = Reflect.get(json, key);
  return typeof found === "string" ? found : "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
