import { mappingFacts } from "./mapping-facts.ts";
import type { Mapping, ObjectRules, Rules } from "./rules.ts";
import { type AttributeKind, isCaseExact } from "./schema.ts";
import {
  type AttributeIndex,
  indexOf,
  schemaName,
  type TargetAttribute,
  type TargetSchema,
  topName,
} from "./target-schema.ts";

/** The rules, with what the target says of its attributes where the job file says nothing. */
export function refineRules(rules: Rules, schema: TargetSchema): Rules {
  return {
    ...rules,
    user: refineObjects(rules.user, schema),
    group: rules.group === null ? null : refineObjects(rules.group, schema),
  };
}

function refineObjects(rules: ObjectRules, schema: TargetSchema): ObjectRules {
  const index = indexOf(schema, rules.type);
  const mappings = rules.mappings.map((mapping) => refineMapping(mapping, { index, rules }));
  return { ...rules, ...mappingFacts(mappings) };
}

type Around = { readonly index: AttributeIndex; readonly rules: ObjectRules };

function refineMapping(mapping: Mapping, { index, rules }: Around): Mapping {
  const { path } = mapping;
  const own = index.get(schemaName(path).toLowerCase()) ?? null;
  const top = index.get(topName(path).toLowerCase()) ?? null;
  return {
    ...mapping,
    kind: rules.match.flat().includes(path.text) ? mapping.kind : kindBy(mapping, own),
    multiValued: mapping.multiValued ?? multiValuedBy(mapping, { own, top }),
    caseExact: mapping.caseExact ?? caseExactBy(mapping, index),
    required: mapping.required ?? requiredBy(mapping, { own, top, rules }),
    retention: isWriteOnly(own) || isWriteOnly(top) ? "hidden" : mapping.retention,
  };
}

/** What nobody can read is never found to differ. */
function isWriteOnly(attribute: TargetAttribute | null): boolean {
  return attribute?.mutability.toLowerCase() === "writeonly";
}

/** Matching attributes keep their type. */
function kindBy({ kind, byJob }: Mapping, own: TargetAttribute | null): AttributeKind {
  if (kind !== "text" || byJob.kind !== null || own === null || own.multiValued === true) return kind;
  switch (own.type.toLowerCase()) {
    case "boolean":
      return "boolean";
    case "integer":
    case "decimal":
      return "number";
  }
  return kind;
}

type Described = { readonly own: TargetAttribute | null; readonly top: TargetAttribute | null };

/** Of a sub-attribute the schema says how many each element has, not how many elements there are. */
function multiValuedBy({ path }: Mapping, { own, top }: Described): boolean | null {
  if (path.filter !== null || (path.sub !== null && top?.multiValued !== false)) return null;
  return own?.multiValued ?? null;
}

/**
 * Most schemas say `caseExact: false` of nearly everything, as RFC 7643 does, display names included: taken
 * at their word, the new spelling of a name would never be written. So only what is compared without case
 * anyhow (`userName`, `emails`) can be made exact.
 */
function caseExactBy({ path }: Mapping, index: AttributeIndex): boolean | null {
  if (isCaseExact({ path, caseExact: null })) return null;
  const name = schemaName(path).toLowerCase();
  return (index.get(`${name}.value`) ?? index.get(name))?.caseExact ?? null;
}

/**
 * Null unless nobody can be created without it. A required part counts only where the whole it is a part of
 * is sent for other reasons, and one of several elements is never required: servers say `required` of every
 * `value`.
 */
function requiredBy(
  mapping: Mapping,
  { own, top, rules }: Described & { readonly rules: ObjectRules },
): boolean | null {
  const { path } = mapping;
  const others = rules.mappings.filter((other) => other !== mapping);
  const shares = others.filter(
    ({ path: other }) => topName(other).toLowerCase() === topName(path).toLowerCase(),
  );
  if (isOwed(top) && shares.length === 0 && isSent(mapping, others)) return true;
  const isPart = path.sub !== null || path.filter !== null;
  if (!isPart || top === null || top.multiValued === true) return null;
  return isOwed(own) && (shares.length > 0 || isOwed(top)) && isSent(mapping, others) ? true : null;
}

/** An extension is sent only where something in it has a value. */
function isSent({ path: { urn } }: Mapping, others: readonly Mapping[]): boolean {
  if (urn === null) return true;
  return others.some(({ path }) => path.urn?.toLowerCase() === urn.toLowerCase());
}

/** Required of us: what the target assigns itself is not. */
function isOwed(attribute: TargetAttribute | null): boolean {
  return attribute !== null && attribute.required && attribute.mutability.toLowerCase() !== "readonly";
}
