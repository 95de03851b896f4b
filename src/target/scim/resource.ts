import type { Attributes, ObjectType } from "../../rules/directory.ts";
import type { ResolvedChange } from "../target.ts";
import { elementKey, isElementPath } from "../../rules/attribute-path.ts";
import { attributeValue, coreSchema, pathOf } from "./attribute.ts";
import { type ElementChange, newElements } from "./patch/element.ts";

type Container = Record<string, unknown>;

/** The body of a create: what the changes say, and nothing that has no value. */
export function buildResource(type: ObjectType, changes: readonly ResolvedChange[]): Attributes {
  const schemas = [coreSchema(type)];
  const resource: Container = { schemas };
  const elements = new Map<string, ElementChange[]>();
  for (const change of changes) {
    const path = pathOf(change.path);
    if (change.to === null) continue;
    if (path.urn !== null && !hasUrn(schemas, path.urn)) schemas.push(path.urn);
    if (isElementPath(path)) {
      const key = elementKey(path);
      elements.set(key, [...(elements.get(key) ?? []), { path, change }]);
      continue;
    }
    const root = path.urn === null ? resource : child(resource, path.urn);
    const value = attributeValue(path, change.to);
    if (path.sub === null) root[spelling(root, path.attribute)] = value;
    else child(root, path.attribute)[path.sub] = value;
  }
  for (const group of elements.values()) append(resource, group);
  return resource;
}

function hasUrn(schemas: readonly string[], urn: string): boolean {
  return schemas.some((present) => present.toLowerCase() === urn.toLowerCase());
}

function append(resource: Container, group: readonly ElementChange[]): void {
  const [first] = group;
  if (first === undefined) return;
  const { urn, attribute } = first.path;
  const root = urn === null ? resource : child(resource, urn);
  const name = spelling(root, attribute);
  const present = root[name];
  root[name] = [...(Array.isArray(present) ? (present as unknown[]) : []), ...newElements(group)];
}

function child(container: Container, name: string): Container {
  const key = spelling(container, name);
  const present = container[key];
  if (typeof present === "object" && present !== null && !Array.isArray(present)) return present as Container;
  const created: Container = {};
  container[key] = created;
  return created;
}

/**
 * The container with a value at a place, named from the outside in. Undefined takes the value away, and with
 * it what has nothing in it any more.
 */
export function withValue(
  container: Attributes,
  [name = "", ...inner]: readonly string[],
  value: unknown,
): Attributes {
  const key = spelling(container, name);
  const { [key]: present, ...others } = container;
  const isHolder = typeof present === "object" && present !== null && !Array.isArray(present);
  const next = inner.length === 0 ? value : withValue(isHolder ? { ...present } : {}, inner, value);
  const isEmpty =
    inner.length > 0 && typeof next === "object" && next !== null && Object.keys(next).length === 0;
  return next === undefined || isEmpty ? others : { ...container, [key]: next };
}

/** Attribute names compare without case: `Name.givenName` and `name.familyName` are one object. */
export function spelling(container: Attributes, name: string): string {
  if (name in container) return name;
  const lower = name.toLowerCase();
  return Object.keys(container).find((key) => key.toLowerCase() === lower) ?? name;
}
