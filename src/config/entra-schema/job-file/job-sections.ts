import { objectsData } from "../comparable.ts";
import type { ImportedJob, ImportedObjects } from "../imported.ts";

/** Sections of the job file, but for its name and both ends; values as they are meant, without escapes. */
export function jobSections({ users, groups, settings }: ImportedJob): Readonly<Record<string, unknown>> {
  const { deprovision, guard, ...others } = settings;
  return {
    ...others,
    users: objectsSection(users),
    ...(groups === null ? {} : { groups: { enabled: groups.enabled, ...objectsSection(groups) } }),
    ...(deprovision === undefined ? {} : { deprovision }),
    ...(guard === undefined ? {} : { guard }),
  };
}

function objectsSection(objects: ImportedObjects): Readonly<Record<string, unknown>> {
  const { filter, match, attributes } = objectsData(objects);
  return {
    ...(objects.actions === null ? {} : { actions: objects.actions }),
    ...(filter === undefined ? {} : { filter }),
    ...(match === undefined ? {} : { match }),
    attributes,
  };
}
