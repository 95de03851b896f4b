import { entraNames } from "../../../rules/known-attributes.ts";
import type { ObjectType } from "../../../rules/directory.ts";
import { exportClause } from "./export-filter.ts";
import { exportedMappings, type WrittenObjects } from "./export-objects.ts";
import type { WrittenClause } from "../imported.ts";
import type { Loss } from "../import/losses.ts";
import type { WrittenRules } from "./read-rules.ts";

/** What Entra would do otherwise with the exported schema, or not at all. */
export function* entraLacks(rules: WrittenRules): Iterable<Loss> {
  yield* objectLacks(rules.users, "user");
  if (rules.groups !== undefined) yield* objectLacks(rules.groups, "group");
  if (rules.scope === "all") {
    yield { at: "scope", reason: "all is set beside the schema: Provisioning → Settings → Scope" };
  }
  if (rules.nestedGroups === true)
    yield { at: "nestedGroups", reason: "Entra never looks into nested groups" };
  if (rules.compatibility === "strict") yield { at: "compatibility", reason: "strict is Lockstep's own" };
  if (rules.deprovision !== undefined && !isEntras(rules.deprovision)) {
    yield { at: "deprovision", reason: "Entra has no such policies: there, IsSoftDeleted decides" };
  }
}

function* objectLacks(objects: WrittenObjects, type: ObjectType): Iterable<Loss> {
  const section = `${type}s`;
  for (const [index, paths] of (objects.match ?? []).entries()) {
    if (typeof paths === "string" || paths.length === 1) continue;
    const reason = `Entra matches by one attribute at a time, and would not match by ${paths.join(" and ")}`;
    yield { at: `${section}.match[${index}]`, reason };
  }
  for (const [group, clauses] of (objects.filter ?? []).entries()) {
    for (const [index, clause] of clauses.entries()) {
      const reason = clauseLack(clause, type);
      if (reason !== null) yield { at: `${section}.filter[${group}][${index}]`, reason };
    }
  }
  yield* mappingLacks(objects, type);
}

function clauseLack(clause: WrittenClause, type: ObjectType): string | null {
  if (exportClause(clause) === null) {
    return `Entra has no such clause, and everybody would pass ${clauseText(clause)}`;
  }
  return clause.attribute === undefined ? null : strangeness(clause.attribute, type);
}

function* mappingLacks(objects: WrittenObjects, type: ObjectType): Iterable<Loss> {
  for (const { mapping } of exportedMappings(objects, type)) {
    const at = `${type}s.attributes.${mapping.path.text}`;
    if (mapping.nulls === "clear") yield { at, reason: "Entra clears nothing in applications" };
    for (const name of mapping.expression.reads) {
      const reason = strangeness(name, type);
      if (reason !== null) yield { at, reason };
    }
  }
}

/** Null for a name that Entra has as well. */
function strangeness(name: string, type: ObjectType): string | null {
  const entra = entraNames[type].entries().find(([, graph]) => graph === name)?.[0];
  if (entra !== undefined && name !== "userPrincipalName") return `[${name}] is [${entra}] in Entra`;
  const isOwn =
    name.startsWith("manager.") || name === "memberOf" || name === "appRoles" || name === "userType";
  return isOwn ? `Entra cannot read [${name}]` : null;
}

function clauseText({ attribute, operator, value, expression }: WrittenClause): string {
  if (expression !== undefined) return expression;
  return [attribute, operator, value === undefined ? "" : JSON.stringify(value)].join(" ").trim();
}

function isEntras(policies: NonNullable<WrittenRules["deprovision"]>): boolean {
  const {
    gracePeriod = "0d",
    disableWith = "mapping",
    hardDeleted = "delete",
    group = "delete",
    ...leavers
  } = policies;
  const isDefault = Object.values(leavers).every((policy) => policy === "disable");
  return (
    isDefault &&
    /^0\w$/.test(gracePeriod) &&
    disableWith === "mapping" &&
    hardDeleted === "delete" &&
    group === "delete"
  );
}
