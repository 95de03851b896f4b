import { type AttributePath, matchesElement, parsePath } from "../../src/rules/attribute-path.ts";
import type { Attributes } from "../../src/rules/directory.ts";
import { holdsElements, kindOf } from "../../src/rules/schema.ts";
import type { ResolvedChange, ResolvedValue } from "../../src/target/target.ts";

type Container = Record<string, unknown>;
type Value = Exclude<ResolvedValue, null>;

/**
 * The resource that changes ask for, said without any PATCH: what the SCIM target's operations are measured
 * by.
 */
export function applyChanges(resource: Attributes, changes: readonly ResolvedChange[]): Container {
  const changed: Container = { ...structuredClone(resource) };
  for (const change of changes) {
    const path = parsePath(change.path);
    if (path === null) throw new TypeError(`No attribute path: ${change.path}`);
    const root = path.urn === null ? changed : ((changed[path.urn] ??= {}) as Container);
    if (path.filter === null) applyToAttribute(root, path, change);
    else root[path.attribute] = applyToElements((root[path.attribute] ?? []) as Container[], path, change);
    prune(changed, path);
  }
  return changed;
}

function applyToAttribute(root: Container, path: AttributePath, { to, adds }: ResolvedChange): void {
  if (path.sub !== null) {
    const parent = (root[path.attribute] ??= {}) as Container;
    if (to === null) delete parent[path.sub];
    else parent[path.sub] = to;
    return;
  }
  if (to === null) delete root[path.attribute];
  else if (kindOf(path) === "reference") root[path.attribute] = { value: to };
  else {
    const value = holdsElements(path) ? elementsOf(to) : to;
    const there = adds === true ? ((root[path.attribute] ?? []) as unknown[]) : [];
    root[path.attribute] = Array.isArray(value) ? [...there, ...(value as unknown[])] : value;
  }
}

function elementsOf(to: Value): readonly unknown[] {
  const items: readonly unknown[] = Array.isArray(to) ? to : [to];
  return items.map((item) => (typeof item === "object" ? item : { value: item }));
}

function applyToElements(
  elements: readonly Container[],
  path: AttributePath,
  { from, to, adds }: ResolvedChange,
): readonly Container[] {
  const { filter, sub } = path;
  if (filter === null) return elements;
  const name = sub ?? "value";
  if (adds === true) return [...elements, ...applyToElements([], path, { path: path.text, from, to })];
  const [first, ...more] = elements.filter((element) => matchesElement(element, filter));
  const others = elements.filter((element) => !matchesElement(element, filter));
  const many = Array.isArray(from) || Array.isArray(to);
  if (to === null) {
    if (first === undefined || name === "value") return others;
    return [...others, ...[first, ...more].map((element) => without(element, name))];
  }
  if (first === undefined || many) {
    const literal = filter.attribute === "primary" ? filter.value.toLowerCase() === "true" : filter.value;
    return [
      ...others,
      ...([to].flat() as Value[]).map((value) => ({ [filter.attribute]: literal, [name]: value })),
    ];
  }
  return [...others, ...[first, ...more].map((element) => ({ ...element, [name]: to }))];
}

function without(element: Container, name: string): Container {
  return Object.fromEntries(Object.entries(element).filter(([key]) => key !== name));
}

/** An attribute without anything in it is one that is not there (RFC 7643 section 2.5). */
function prune(resource: Container, { urn, attribute }: AttributePath): void {
  const root = urn === null ? resource : (resource[urn] as Container);
  if (isEmpty(root[attribute])) delete root[attribute];
  if (urn !== null && isEmpty(root)) delete resource[urn];
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
