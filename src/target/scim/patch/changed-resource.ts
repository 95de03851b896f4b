import { dialects } from "../../../config/profiles/patch-choices.ts";
import { type AttributePath, property } from "../../../rules/attribute-path.ts";
import type { Attributes, ObjectType } from "../../../rules/directory.ts";
import type { ResolvedChange } from "../../target.ts";
import { coreSchema, pathOf } from "../attribute.ts";
import { withValue } from "../resource.ts";
import type { Edit } from "./edit.ts";
import { editsOf } from "./edits.ts";

/**
 * The resource as the changes leave it: everything that the server has stays, and the `schemas` name the
 * extensions that come to it (RFC 7643 section 3).
 */
export function changedResource(
  current: Attributes,
  { type, changes }: { type: ObjectType; changes: readonly ResolvedChange[] },
): Attributes {
  const changed = editsOf(changes, { current, choices }).reduce(applied, withSchemas(current, type));
  const schemas = listOf(property(changed, "schemas")) ?? [];
  const named = new Set(schemas.map((schema) => String(schema).toLowerCase()));
  const added = changes
    .flatMap(({ path }) => pathOf(path).urn ?? [])
    .filter((urn) => !named.has(urn.toLowerCase()) && property(changed, urn) !== undefined);
  return { ...changed, schemas: [...schemas, ...new Set(added)] };
}

/** Some servers leave out what a resource is. */
export function withSchemas(resource: Attributes, type: ObjectType): Attributes {
  const said = listOf(property(resource, "schemas")) ?? [];
  return said.length > 0 ? resource : { ...resource, schemas: [coreSchema(type)] };
}

/**
 * What of a resource travels back to the server: not what is its own to say (RFC 7643 section 3.1), and no
 * null, which is the same as nothing and refused by some.
 */
export function writable(resource: Attributes): Attributes {
  const entries = Object.entries(resource).filter(([name]) => !serversOwn.has(name.toLowerCase()));
  return Object.fromEntries(entries.flatMap(withoutNull));
}

/** A user's `groups` are written in the groups. */
const serversOwn: ReadonlySet<string> = new Set(["meta", "groups"]);

function withoutNull([name, value]: [string, unknown]): readonly [string, unknown][] {
  return value === null ? [] : [[name, withoutNulls(value)]];
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(withoutNull));
}

/** Whole lists, so that no step has a filter. */
const choices = { ...dialects.rfc7644, elements: "whole" } as const;

function applied(resource: Attributes, edit: Edit): Attributes {
  const names = namesOf(edit.path);
  if (edit.op === "remove") return withValue(resource, names, undefined);
  const [present, added] = [names.reduce<unknown>(property, resource), edit.value].map(listOf);
  const joins = edit.op === "add" && present !== null && added !== null;
  return withValue(resource, names, joins ? [...(present ?? []), ...(added ?? [])] : edit.value);
}

function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

function namesOf({ urn, attribute, sub }: AttributePath): readonly string[] {
  return [urn, attribute, sub].filter((name) => name !== null);
}
