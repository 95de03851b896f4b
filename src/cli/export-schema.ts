import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Command } from "commander";
import { RefusedConfig } from "../config/refused-config.ts";
import { StopError } from "../rules/stop-error.ts";
import { fileReason } from "./file-reason.ts";
import { configOption } from "./options.ts";
import type { ExitCode, Run, Tools } from "./world.ts";

type ExportOptions = { readonly config: string; readonly out?: string };

/** `export-schema`: a job's rules as Entra would have them. */
export function addExportSchema(program: Command, run: Run): void {
  program
    .command("export-schema")
    .summary("write a job's rules as Entra's schema")
    .description(
      "Prints the synchronizationSchema JSON of a job: mappings, filters and matching as Entra keeps them. What " +
        "Entra has no place for travels in the rule's metadata under lockstep:…, and is named on stderr.",
    )
    .argument("<job>", "the job")
    .option("--out <file>", "write to this new file, not to stdout")
    .addOption(configOption())
    .addHelpText(
      "after",
      `
Examples:
  lockstep export-schema dialpad --out dialpad-schema.json
  lockstep export-schema dialpad | jq '.synchronizationRules[0].objectMappings[0].scope'
`,
    )
    .action((job: string, options: ExportOptions) => run((tools) => exportSchema(tools, job, options)));
}

async function exportSchema(
  { world }: Tools,
  job: string,
  { config, out }: ExportOptions,
): Promise<ExitCode> {
  const { entraLacks } = await import("../config/entra-schema/export/entra-lacks.ts");
  const { exportJob } = await import("../config/entra-schema/export/export-job.ts");
  const { readRules } = await import("../config/entra-schema/export/read-rules.ts");
  const read = await readRules(config, { job, env: world.env });
  if (read.kind === "refused") throw new RefusedConfig(read.problems);
  const text = JSON.stringify(exportJob(read.rules), null, 2);
  if (out === undefined) world.print(text);
  else {
    await writeNew(out, `${text}\n`);
    world.report(`Wrote ${out}`);
  }
  for (const { at, reason } of entraLacks(read.rules)) world.report(`warning: ${at}: ${reason}`);
  return 0;
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: "wx" });
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    const reason = isMissing ? `there is no folder ${dirname(file)}` : fileReason(cause);
    throw new StopError("config", `Cannot write ${file}: ${reason}`, {
      cure: "Name a new file with --out, in a folder that this user may write to.",
      cause,
    });
  }
}
