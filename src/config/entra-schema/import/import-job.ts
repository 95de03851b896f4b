import { basename } from "node:path";
import { dialpad } from "../../profiles/dialpad.ts";
import { generic } from "../../profiles/generic.ts";
import { findProfile } from "../../profiles/profiles.ts";
import { chooseMappings, type ChosenMapping, type ChosenMappings } from "./choose-mappings.ts";
import { plainDeprovision } from "../deprovision.ts";
import { type ImportedJob, type ImportedObjects, lost } from "../imported.ts";
import { emptyUsers, failSafe, matchable, nobody, usable } from "./fail-safe.ts";
import { importObjects } from "./import-objects.ts";
import { jobSections } from "../job-file/job-sections.ts";
import { type KeptJob, keptPrefix, type Metadata, readKeptJob, readKeptObjects } from "../kept.ts";
import { objectionsTo } from "./loader-check.ts";
import { refusal } from "./read-schema.ts";
import { refuse } from "./refuse.ts";
import { restore } from "./restore.ts";
import type { EntraSchema } from "../schema-shape.ts";

export type ImportOptions = {
  /** The schema's file, for messages and for a name. */
  readonly file: string;
  /** Null: the target's name, or else the file's. */
  readonly name: string | null;
};

/** What a schema of Entra's says, as a job. Throws `StopError` for one that can be no job. */
export function importJob(schema: EntraSchema, options: ImportOptions): ImportedJob {
  const { file } = options;
  const choice = chooseMappings(schema, file);
  const rule = (choice.user ?? choice.group)?.rule;
  const metadata = rule?.metadata ?? [];
  const kept = readKeptJob(metadata);
  const target = rule?.targetDirectoryName ?? "";
  const profile = findProfile(kept.profile ?? "")?.name ?? guessProfile(target, schema.id);
  const users = usable(usersOf(choice, metadata, profile), file);
  const groups = choice.group === null ? null : matchable(imported(choice.group, "group", profile));
  const job: ImportedJob = {
    name: options.name ?? kept.name ?? defaultName(target, file),
    profile,
    remarks: [...choice.remarks, ...unknownMetadata(metadata)],
    users,
    groups,
    settings: kept.settings,
  };
  return loadable({ ...job, settings: settingsOf(job, kept) }, file);
}

function guessProfile(...names: readonly string[]): string {
  return names.some((name) => /dialpad/i.test(name)) ? dialpad.name : generic.name;
}

/** Entra names applications that are in no gallery after its template. */
const templates: readonly string[] = ["customappsso", "scim"];

function defaultName(target: string, file: string): string {
  if (!templates.includes(target.toLowerCase()) && slug(target) !== "") return slug(target);
  const stem = slug(basename(file).replace(/\.\w+$/, ""));
  return stem === "" || stem === "schema" ? "scim" : stem;
}

function slug(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^\w.-]+/g, "-");
  return plain.replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
}

function imported({ mapping, rule, definitions }: ChosenMapping, type: "user" | "group", profile: string) {
  const plain = importObjects(mapping, { type, definitions });
  return failSafe(refuse(restore(plain, readKeptObjects(rule.metadata, type)), profile));
}

function usersOf({ user }: ChosenMappings, metadata: Metadata, profile: string): ImportedObjects {
  if (user === null)
    return nobody(emptyUsers, "The schema has no mapping of users: nobody passes this filter");
  const users = imported(user, "user", profile);
  return users.enabled
    ? users
    : nobody(users, "The mapping of users is switched off in Entra: nobody passes this filter");
}

function settingsOf(job: ImportedJob, kept: KeptJob): ImportedJob["settings"] {
  return { scope: "assigned", deprovision: plainDeprovision(job), ...kept.settings };
}

/** The last word is the loader's. */
function loadable(job: ImportedJob, file: string): ImportedJob {
  const [objection] = objectionsTo(jobSections(job), job.profile);
  if (objection === undefined) return job;
  const plain = { ...job, settings: { scope: "assigned", deprovision: plainDeprovision(job) } };
  if (objectionsTo(jobSections(plain), job.profile).length > 0) {
    throw refusal(
      `Cannot import ${file} as the job would not load: ${objection}`,
      "Change this in Entra, and export again.",
    );
  }
  return { ...plain, remarks: [...job.remarks, lost(`the settings that Lockstep exported: ${objection}`)] };
}

const usual: readonly string[] = ["defaultSourceObjectMappings", "supportsProvisionOnDemand"];

function unknownMetadata(metadata: Metadata) {
  return metadata
    .filter(({ key }) => !usual.includes(key) && !key.startsWith(keptPrefix))
    .map(({ key, value }) => lost(`metadata ${key} of the rule: ${value}`));
}
