import type { Value } from "../expression/value.ts";
import type { AppRole, Relations } from "./directory.ts";

/** Each role as JSON text, which is what the role functions take apart. */
export function roleTexts(roles: readonly AppRole[]): Value {
  return valuesOf(roles.map(({ id, value, displayName }) => JSON.stringify({ id, value, displayName })));
}

/** What a role is called: its value, or its name where it has none. */
export function roleNames(roles: readonly AppRole[]): Value {
  return valuesOf(roles.map(({ value, displayName }) => value || displayName));
}

/** Id and name of each group, so that either can be asked for. */
export function groupNames(groups: Relations["memberOf"]): Value {
  return valuesOf(groups.flatMap(({ id, name }) => [id, name]));
}

function valuesOf(texts: readonly string[]): Value {
  return texts.length === 0 ? null : texts;
}
