import type { AttributePath } from "../../rules/attribute-path.ts";

/** Equal for two spellings of one path: SCIM compares names without case. */
export function pathKey({ urn, attribute, filter, sub }: AttributePath): string {
  const element = filter === null ? null : [filter.attribute, filter.value];
  return JSON.stringify([urn, attribute, element, sub]).toLowerCase();
}

/**
 * Whether writing `path` would write what is at `owner`: the same place, a part of it, or all elements at
 * once.
 */
export function touches(path: AttributePath, owner: AttributePath): boolean {
  const part = owner.sub === null ? { ...path, sub: null } : path;
  const elements = path.filter === null ? { ...owner, filter: null } : owner;
  return pathKey(part) === pathKey(elements);
}
