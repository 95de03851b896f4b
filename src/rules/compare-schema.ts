import { suggest } from "../expression/suggest.ts";
import type { AttributePath } from "./attribute-path.ts";
import type { ObjectRules, Rules } from "./rules.ts";
import { isObjectFilter } from "./schema.ts";
import { type AttributeIndex, indexOf, schemaName, type TargetSchema, topName } from "./target-schema.ts";

/** How a job's mappings and the target's own schema go together. */
export type SchemaComparison = {
  /** Attributes that the schema describes. */
  readonly described: number;
  /** Required by the schema, and no mapping fills them. Servers claim more than they enforce. */
  readonly unmapped: readonly string[];
  /** Mapped, and not in the schema; with what was probably meant. */
  readonly unknown: readonly { readonly path: string; readonly meant: string | null }[];
};

export function compareSchema(rules: Rules, schema: TargetSchema): SchemaComparison {
  const all = rules.group === null ? [rules.user] : [rules.user, rules.group];
  return {
    described: all.reduce((sum, { type }) => sum + schema[type].length, 0),
    unmapped: all.flatMap((objects) => unmappedOf(objects, schema)),
    unknown: all.flatMap((objects) => unknownOf(objects, indexOf(schema, objects.type))),
  };
}

/**
 * Mapped paths that the target says nobody can write: it ignores what is sent, or refuses all that goes with
 * it.
 */
export function readOnlyPaths(rules: Rules, schema: TargetSchema): readonly string[] {
  const all = rules.group === null ? [rules.user] : [rules.user, rules.group];
  return all.flatMap(({ type, mappings }) => {
    const index = indexOf(schema, type);
    return mappings
      .filter(({ path }) => {
        const attribute = index.get(schemaName(path).toLowerCase()) ?? index.get(topName(path).toLowerCase());
        return attribute?.mutability.toLowerCase() === "readonly";
      })
      .map(({ path }) => path.text);
  });
}

function unmappedOf({ type, mappings, members }: ObjectRules, schema: TargetSchema): readonly string[] {
  const index = indexOf(schema, type);
  const paths = mappings.map(({ path }) => path);
  return schema[type]
    .filter(({ required, mutability }) => required && mutability.toLowerCase() !== "readonly")
    .map(({ path }) => path)
    .filter((name) => !assigned.has(name.toLowerCase()) && !(members && /^members\b/i.test(name)))
    .filter((name) => isCalledFor(name, { index, paths }) && !paths.some((path) => fills(path, name)));
}

/** A part is called for only where something else of the whole is mapped: `name`, or the extension. */
function isCalledFor(
  name: string,
  { index, paths }: { index: AttributeIndex; paths: readonly AttributePath[] },
): boolean {
  const lower = name.toLowerCase();
  const parent = [...index.keys()].find((key) => lower.startsWith(`${key}.`));
  if (parent !== undefined) return paths.some((path) => topName(path).toLowerCase() === parent);
  const urn = /^(urn:.+):[^:]+$/.exec(lower)?.[1];
  return urn === undefined || paths.some((path) => path.urn?.toLowerCase() === urn);
}

/** The attribute itself, a part of it, or the filter that says what the part is. */
function fills(path: AttributePath, name: string): boolean {
  const lower = name.toLowerCase();
  const top = topName(path).toLowerCase();
  const filtered = path.filter === null ? null : `${top}.${path.filter.attribute.toLowerCase()}`;
  return [top, filtered, schemaName(path).toLowerCase()].includes(lower) || isWhole(path, lower);
}

/** Mapped without a part, all parts of it are. */
function isWhole(path: AttributePath, lower: string): boolean {
  return path.sub === null && path.filter === null && lower.startsWith(`${topName(path).toLowerCase()}.`);
}

function unknownOf({ mappings }: ObjectRules, index: AttributeIndex): SchemaComparison["unknown"] {
  if (index.size === 0) return [];
  const names = [...index.values()].map(({ path }) => path);
  return mappings
    .map(({ path }) => path)
    .filter((path) => !isKnown(path, index) && !isObjectFilter(path))
    .map((path) => ({ path: path.text, meant: suggest(schemaName(path), names) }));
}

function isKnown(path: AttributePath, index: AttributeIndex): boolean {
  const top = topName(path).toLowerCase();
  if (index.has(schemaName(path).toLowerCase()) || common.has(top)) return true;
  // Some schemas name a complex attribute without its parts.
  return index.has(top) && !index.keys().some((name) => name.startsWith(`${top}.`));
}

/** RFC 7643 section 3.1: every resource has these, and no schema lists them. */
const common: ReadonlySet<string> = new Set(["id", "externalid", "meta", "schemas"]);
const assigned: ReadonlySet<string> = new Set(["id", "meta", "schemas"]);
