import { matchesElement, readPath } from "../../../rules/attribute-path.ts";
import type { Attributes } from "../../../rules/directory.ts";
import { pathOf } from "../attribute.ts";
import { withValue } from "../resource.ts";
import { listPath } from "./element.ts";

/** The resource without what the application fills itself; a list with nothing else in it goes. */
export function withoutAssigned(resource: Attributes, paths: readonly string[]): Attributes {
  return paths.map(pathOf).reduce((left, path) => {
    const { filter } = path;
    const names = [path.urn, path.attribute, filter === null ? path.sub : null].filter(
      (name) => name !== null,
    );
    const present = readPath(left, filter === null ? path : listPath(path));
    if (present === undefined) return left;
    const kept = filter !== null && Array.isArray(present) ? withoutElements(present, filter) : [];
    return withValue(left, names, kept.length > 0 ? kept : undefined);
  }, resource);
}

function withoutElements(
  list: readonly unknown[],
  filter: Parameters<typeof matchesElement>[1],
): readonly unknown[] {
  return list.filter((element) => !matchesElement(element, filter));
}
