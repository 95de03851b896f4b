import { Document, isMap, isScalar, type YAMLMap } from "yaml";
import { commentBlock, commented, commentedLines, remarkLines } from "./comment.ts";
import { disablesAccounts } from "../deprovision.ts";
import { escapeReferences } from "./escape-references.ts";
import { annotateObjects } from "./annotate-objects.ts";
import type { ImportedJob } from "../imported.ts";
import { jobHead } from "./job-head.ts";
import { jobSections } from "./job-sections.ts";

/** The job file of an imported schema, with a comment wherever something of it could not be carried over. */
export function writeJobFile(job: ImportedJob): string {
  const document = new Document(escapeReferences(jobSections(job)), { aliasDuplicateObjects: false });
  const { contents } = document;
  if (isMap(contents)) annotate(contents, job);
  const sections = document.toString({ lineWidth: 0 });
  return `${jobHead(job)}\n${general(job)}${sections.trimStart()}`;
}

/** What belongs to no section. */
function general({ remarks }: ImportedJob): string {
  if (remarks.length === 0) return "";
  return `${commentedLines(remarkLines(remarks))}\n\n`;
}

function annotate(sections: YAMLMap, job: ImportedJob): void {
  for (const { key, value } of sections.items) {
    if (!isScalar(key)) continue;
    key.spaceBefore = true;
    switch (key.value) {
      case "scope":
        commented(key, commentBlock(aboutScope));
        break;
      case "users":
        annotateObjects(key, value, job.users);
        break;
      case "groups":
        if (job.groups !== null) annotateObjects(key, value, job.groups);
        break;
      case "deprovision":
        commented(key, commentBlock(aboutDeprovision(job)));
        annotatePolicies(value);
    }
  }
}

const aboutScope =
  "assigned | all. The schema does not say which: see Provisioning → Settings → Scope in Entra (SyncAll).";

function aboutDeprovision({ users }: ImportedJob): string {
  const flags =
    "Two settings of Entra's that are not in the schema: SkipOutOfScopeDeletions is outOfScope: keep here, and " +
    "the accidental deletion threshold (QuarantineTooManyDeletesThreshold) is guard.maxRemovals.";
  if (disablesAccounts(users))
    return `As in Entra: disable who leaves, delete who was purged from the directory. ${flags}`;
  return (
    "As in Entra, where nothing is sent to the application when access ends, as no mapping reads IsSoftDeleted. To " +
    `disable who leaves, map active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")' and write disable ` +
    `here. ${flags}`
  );
}

const meanings: Readonly<Record<string, string>> = {
  unassigned: "not assigned any more",
  outOfScope: "does not pass the filter any more",
  disabled: "sign-in blocked in Entra",
  softDeleted: "in Entra's recycle bin",
  hardDeleted: "purged from Entra",
  group: "unassigned, filtered out or deleted",
};

function annotatePolicies(value: unknown): void {
  if (!isMap(value)) return;
  for (const pair of value.items) {
    const meaning = isScalar(pair.key) ? meanings[String(pair.key.value)] : undefined;
    if (meaning !== undefined && isScalar(pair.value)) pair.value.comment = ` ${meaning}`;
  }
}
