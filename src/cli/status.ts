import type { Command } from "commander";
import { configOption, jsonOption } from "./options.ts";
import { printStatus } from "./print-status.ts";
import { type Engine, type ExitCode, printDocument, type Run, type Tools } from "./world.ts";

type StatusOptions = { readonly config: string; readonly json: boolean };

/** `status`: how the jobs are. */
export function addStatus(program: Command, run: Run): void {
  program
    .command("status")
    .summary("show how the jobs are")
    .description(
      "Shows what a job is doing, what its last cycle did, and what waits for a next try or a person.",
    )
    .argument("[job]", "the job; all jobs without it")
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText("after", "\nExample:\n  lockstep status dialpad --json\n")
    .action((job: string | undefined, options: StatusOptions) => run((tools) => status(tools, job, options)));
}

async function status(tools: Tools, job: string | undefined, options: StatusOptions): Promise<ExitCode> {
  const { world } = tools;
  await using engine = await tools.open({ config: options.config, job, command: "status" });
  const { jobStatus } = await import("./job-status.ts");
  const now = world.now();
  const jobs = [
    ...engine.config.jobs.map((config) => ({ name: config.name, job: config, now })),
    ...(job === undefined ? await forgottenJobs(engine) : []).map((name) => ({ name, job: null, now })),
  ];
  const documents = await Promise.all(jobs.map((each) => jobStatus(engine.store, each)));
  if (options.json) {
    printDocument(world, documents, { job });
    return 0;
  }
  for (const document of documents) {
    const disabled = await engine.store.job(document.job).links.countDisabled();
    printStatus(world, document, { disabled });
  }
  return 0;
}

/** Jobs that have state and no file any more. */
async function forgottenJobs({ store, config }: Engine): Promise<readonly string[]> {
  const known = new Set(config.jobs.map(({ name }) => name));
  const stored = await store.jobNames();
  return stored.filter((name) => !known.has(name));
}
