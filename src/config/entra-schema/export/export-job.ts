import { isDeepStrictEqual } from "node:util";
import type { ObjectType } from "../../../rules/directory.ts";
import { defaultPolicies } from "../../check/check-disable.ts";
import { defaultGroupAttributes } from "../../check/draft.ts";
import { generic } from "../../profiles/generic.ts";
import { comparable, keepDifferences, objectsData } from "../comparable.ts";
import { sourceDirectory, targetDirectory, type UsedAttributes } from "./definitions.ts";
import { plainDeprovision } from "../deprovision.ts";
import { exportedMappings, exportObjects, type WrittenObjects } from "./export-objects.ts";
import { importObjects } from "../import/import-objects.ts";
import type { ImportedObjects } from "../imported.ts";
import { type KeptObjects, type Metadata, writeKeptJob, writeKeptObjects } from "../kept.ts";
import type { WrittenRules } from "./read-rules.ts";
import type { EntraObjectMapping, EntraSchema } from "../schema-shape.ts";

/** One kind of object on its way into a schema. */
type Exported = {
  readonly type: ObjectType;
  readonly entra: EntraObjectMapping;
  readonly used: UsedAttributes;
  /** What an import without anything kept would make of it. */
  readonly plain: ImportedObjects;
  readonly kept: KeptObjects;
};

const source = "Azure Active Directory";

/**
 * The schema that Entra would have of this job; what Entra has no place for is kept in the rule's metadata.
 */
export function exportJob(rules: WrittenRules): EntraSchema {
  const { job: name } = rules;
  const users = exported(rules.users, { type: "user", target: name });
  const groups = rules.groups === undefined ? null : exported(rules.groups, { type: "group", target: name });
  const objects = groups === null ? [users] : [users, groups];
  const used = objects.map((one) => one.used);
  return {
    id: `lockstep.${name}`,
    version: "",
    synchronizationRules: [
      {
        editable: true,
        id: `lockstep.${name}`,
        name: "USERGROUP_OUTBOUND_USERGROUP",
        priority: 1,
        sourceDirectoryName: source,
        targetDirectoryName: name,
        objectMappings: objects.map(({ entra }) => entra),
        metadata: [
          ...jobMetadata(rules, { users: users.plain, groups: groups?.plain ?? null }),
          ...objects.flatMap(({ kept, type }) => writeKeptObjects(kept, type)),
        ],
      },
    ],
    directories: [sourceDirectory(source, used), targetDirectory(name, used)],
  };
}

function exported(objects: WrittenObjects, { type, target }: { type: ObjectType; target: string }): Exported {
  const entra = exportObjects(objects, type);
  const used = { type, mappings: exportedMappings(objects, type), scope: entra.scope };
  const definitions = targetDirectory(target, [used]).objects[0]?.attributes ?? [];
  const plain = importObjects(entra, { type, definitions });
  const attributes = objects.attributes ?? defaultGroupAttributes;
  const written = comparable({ ...objects, attributes }, type);
  return { type, entra, used, plain, kept: keepDifferences(written, comparable(objectsData(plain), type)) };
}

function jobMetadata(
  rules: WrittenRules,
  plain: { readonly users: ImportedObjects; readonly groups: ImportedObjects | null },
): Metadata {
  const {
    job: name,
    users: _users,
    groups: _groups,
    profile,
    scope = "assigned",
    deprovision,
    ...others
  } = rules;
  const assumed = plainDeprovision(plain);
  const settings = {
    ...(scope === "assigned" ? {} : { scope }),
    ...(isDeepStrictEqual(policiesOf(deprovision), policiesOf(assumed))
      ? {}
      : { deprovision: deprovision ?? {} }),
    ...others,
  };
  return writeKeptJob({ name, profile: profile === generic.name ? null : profile, settings });
}

function policiesOf(written: WrittenRules["deprovision"] | ReturnType<typeof plainDeprovision>) {
  return { ...defaultPolicies, group: "delete", gracePeriod: "0d", disableWith: "mapping", ...written };
}
