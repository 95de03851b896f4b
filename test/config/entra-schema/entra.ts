import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobConfig } from "../../../src/config/config.ts";
import { exportJob } from "../../../src/config/entra-schema/export/export-job.ts";
import { readRules } from "../../../src/config/entra-schema/export/read-rules.ts";
import { importJob } from "../../../src/config/entra-schema/import/import-job.ts";
import { readSchema } from "../../../src/config/entra-schema/import/read-schema.ts";
import type { ImportedJob } from "../../../src/config/entra-schema/imported.ts";
import { writeJobFile } from "../../../src/config/entra-schema/job-file/job-file.ts";
import type { EntraSchema } from "../../../src/config/entra-schema/schema-shape.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { printProblem } from "../../../src/config/problem.ts";

/** Schemas as Entra exports them, which must all become jobs. */
export const fixtures = ["non-gallery", "dialpad", "enterprise", "odd"] as const;

export function fixture(name: string): Promise<string> {
  return readFile(new URL(`fixtures/${name}.json`, import.meta.url), "utf8");
}

export async function importFixture(name: string): Promise<ImportedJob> {
  return importText(await fixture(name), `${name}.json`);
}

export function importText(text: string, file = "schema.json"): ImportedJob {
  return importJob(readSchema(text, file), { file, name: null });
}

/** A schema with these mappings of users, and whatever else is given. */
export function schemaOf(
  attributeMappings: readonly unknown[],
  more: {
    readonly mapping?: object;
    readonly definitions?: readonly object[];
    readonly target?: string;
    readonly group?: object;
  } = {},
): string {
  const { mapping = {}, definitions = [], target = "Acme", group } = more;
  const user = { sourceObjectName: "User", targetObjectName: "User", attributeMappings, ...mapping };
  return JSON.stringify({
    directories: [{ name: target, objects: [{ name: "User", attributes: definitions }] }],
    synchronizationRules: [
      {
        name: "USER_TO_USER",
        sourceDirectoryName: "Azure Active Directory",
        targetDirectoryName: target,
        objectMappings: group === undefined ? [user] : [user, group],
      },
    ],
  });
}

export const userName = {
  targetAttributeName: "userName",
  matchingPriority: 1,
  source: { type: "Attribute", name: "userPrincipalName", expression: "[userPrincipalName]", parameters: [] },
};

/** The job of a job file's text, all its variables being set; problems are thrown, warnings too. */
export async function loadJob(text: string): Promise<JobConfig> {
  return inFolder(text, async (folder) => {
    const loaded = await loadConfig(folder, { env: environmentOf(text) });
    if (loaded.kind === "refused") throw new Error(loaded.problems.map(printProblem).join("\n"));
    const [job] = loaded.config.jobs;
    if (job === undefined) throw new Error("there is no job");
    return job;
  });
}

/** What `export-schema` makes of the text of a job file. */
export async function exportText(text: string): Promise<EntraSchema> {
  return inFolder(text, async (folder) => {
    const name = /^job: "?([\w.-]+)/m.exec(text)?.[1] ?? "";
    const read = await readRules(folder, { job: name, env: {} });
    if (read.kind === "refused") throw new Error(read.problems.map(printProblem).join("\n"));
    return exportJob(read.rules);
  });
}

/** Job file → schema → job file. */
export async function throughEntra(text: string): Promise<string> {
  return writeJobFile(importText(JSON.stringify(await exportText(text)), "exported.json"));
}

async function inFolder<Result>(text: string, use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-entra-"));
  try {
    await mkdir(join(folder, "jobs"));
    await writeFile(join(folder, "jobs", "job.yaml"), text);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function environmentOf(text: string): Record<string, string> {
  const names = [...text.matchAll(/(?<!\$)\$\{(\w+)\}/g)].map(([, name = ""]) => name);
  return Object.fromEntries(names.map((name) => [name, "https://app.example.com/scim"]));
}
