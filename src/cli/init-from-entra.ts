import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { importJob } from "../config/entra-schema/import/import-job.ts";
import { carried, type ImportedJob, type ImportedObjects } from "../config/entra-schema/imported.ts";
import { writeJobFile } from "../config/entra-schema/job-file/job-file.ts";
import { type Loss, lossesOf } from "../config/entra-schema/import/losses.ts";
import { readSchema } from "../config/entra-schema/import/read-schema.ts";
import { serviceTemplate } from "../config/templates.ts";
import { StopError } from "../rules/stop-error.ts";
import { fileReason } from "./file-reason.ts";
import { copied, nextSteps, refuseExisting, written } from "./new-file.ts";
import { counted } from "./phrases.ts";
import type { ExitCode, World } from "./world.ts";

export type FromEntraOptions = {
  readonly config: string;
  readonly json: boolean;
  /** The schema's file. */
  readonly fromEntra: string;
  readonly name?: string;
};

/** `init --from-entra`: a job file of what Entra does today. */
export async function initFromEntra(world: World, options: FromEntraOptions): Promise<ExitCode> {
  const { config, fromEntra: file, name = null } = options;
  const job = importJob(readSchema(await contentOf(file), file), { file, name });
  const jobFile = join(config, "jobs", `${job.name}.yaml`);
  const text = writeJobFile(job);
  if (!(await written(jobFile, (path) => writeFile(path, text, { flag: "wx" })))) {
    return refuseExisting(world, jobFile, "Give the job another name with --name, or remove the file first.");
  }
  const serviceFile = join(config, "lockstep.yaml");
  const files = (await copied(serviceTemplate, serviceFile)) ? [jobFile, serviceFile] : [jobFile];
  const losses = lossesOf(job);
  if (options.json) {
    const document = { written: files, job: job.name, notCarriedOver: losses };
    world.print(JSON.stringify(document, null, 2));
  } else explain(world, { options, job, files, losses });
  return 0;
}

type Written = {
  readonly options: FromEntraOptions;
  readonly job: ImportedJob;
  readonly files: readonly string[];
  readonly losses: readonly Loss[];
};

function explain(world: World, { options, job, files, losses }: Written): void {
  const [jobFile = ""] = files;
  for (const file of files) world.print(`Wrote ${file}`);
  world.print(`\n${summary(job)}`);
  if (losses.length > 0) {
    world.print(`\nNot carried over (${losses.length}), each with a comment at its place in the file:`);
    for (const { at, reason } of losses) world.print(`  ${at}: ${reason}`);
  }
  const first = losses.length > 0 ? `Read the comments in ${jobFile}, and set` : "Set";
  nextSteps(world, {
    first: `${first} what the head of ${jobFile} asks for.`,
    job: job.name,
    config: options.config,
    sync: "does it: stop provisioning in Entra before, as two engines undo each other's work",
  });
}

function summary({ name, users, groups }: ImportedJob): string {
  const ofGroups = groups === null ? "groups are not provisioned" : describe(groups);
  return `Job ${name}: ${describe(users)}; ${ofGroups}.`;
}

function describe({ type, enabled, mappings, filter }: ImportedObjects): string {
  const count = counted(carried(mappings).length, `mapping of ${type}s`, `mappings of ${type}s`);
  return `${count}${filter === null ? "" : ", with a filter"}${enabled ? "" : ", switched off"}`;
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new StopError("config", `Cannot read ${file}: ${fileReason(cause)}`, {
      cure: "Name the schema that you exported from Entra with --from-entra.",
      cause,
    });
  }
}
