import type { ObjectType } from "../../../rules/directory.ts";
import type { Mapping } from "../../../rules/rules.ts";
import { isKnownAttribute } from "../../../rules/source-attribute.ts";
import { lost, type Remark } from "../imported.ts";
import type { EntraAttributeDefinition, EntraAttributeMapping } from "../schema-shape.ts";

export type MappingContext = {
  readonly type: ObjectType;
  /** What the schema says of the target attribute itself. */
  readonly definition: EntraAttributeDefinition | null;
};

/** What Entra says of a mapping, or knows of its attributes, that a job file has no place for. */
export function* mappingRemarks(
  entra: EntraAttributeMapping,
  { mapped, context }: { mapped: Mapping | null; context: MappingContext },
): Iterable<Remark> {
  yield* oddities(entra, context);
  yield* sourceRemarks(mapped?.expression.reads ?? [], context.type);
}

/** Entra reads such a property as nothing; Graph refuses to read the directory with it. */
export function* sourceRemarks(reads: readonly string[], type: ObjectType): Iterable<Remark> {
  const unknown = [...new Set(reads)].filter((name) => !isKnownAttribute(name, type));
  if (unknown.length === 0) return;
  const names = unknown.map((name) => `[${name}]`).join(", ");
  yield lost(
    `${names}: not known to be a property of Microsoft Graph. If it is none, the first plan stops and says so: take it out then`,
  );
}

function* oddities(entra: EntraAttributeMapping, { definition }: MappingContext): Iterable<Remark> {
  if (entra.flowBehavior.toLowerCase() === "flowalways") {
    yield lost("FlowAlways: Entra sends it in every cycle; here it is sent when it differs");
  }
  if (entra.exportMissingReferences) {
    yield lost("exportMissingReferences: a reference waits here until the other account is there");
  }
  if (definition?.flowNullValues) {
    yield lost("flowNullValues: Entra clears nothing in applications; nulls: clear would do it here");
  }
}
