import { existsSync } from "node:fs";
import { StopError } from "../rules/stop-error.ts";
import { copyFile, constants, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Command, Option } from "commander";
import { serviceTemplate, templates } from "../config/templates.ts";
import { configFlag, invocation } from "./invocation.ts";
import { configOption, jsonOption } from "./options.ts";
import type { ExitCode, Run, Tools, World } from "./world.ts";

type Template = keyof typeof templates;
type InitOptions = { readonly config: string; readonly json: boolean; readonly template: Template };

/** `init`: a configuration to start from. */
export function addInit(program: Command, run: Run): void {
  const names = Object.keys(templates);
  program
    .command("init")
    .summary("write a configuration to start from")
    .description("Writes a job file, and lockstep.yaml where there is none. Never overwrites a file.")
    .addOption(new Option("--template <name>", "the job file to write").choices(names).default("dialpad"))
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText("after", "\nExample:\n  lockstep init --template dialpad\n")
    .action((options: InitOptions) => run((tools) => init(tools, options)));
}

async function init({ world }: Tools, options: InitOptions): Promise<ExitCode> {
  const { config, template, json } = options;
  const jobFile = join(config, "jobs", `${template}.yaml`);
  if (!(await copied(templates[template], jobFile))) {
    world.report(`error: Cannot write ${jobFile} as it exists already\n  cure: Edit it, or remove it first.`);
    return 1;
  }
  const serviceFile = join(config, "lockstep.yaml");
  const written = (await copied(serviceTemplate, serviceFile)) ? [jobFile, serviceFile] : [jobFile];
  if (json) world.print(JSON.stringify({ written }, null, 2));
  else explain(world, { options, written, jobFile });
  return 0;
}

function explain(
  world: World,
  { options, written, jobFile }: { options: InitOptions; written: readonly string[]; jobFile: string },
): void {
  const { config, template } = options;
  function next(command: string): string {
    return invocation(world, `${command} ${template}${configFlag(config)}`);
  }
  for (const file of written) world.print(`Wrote ${file}`);
  world.print(`
Next:
  1. Set what the head of ${jobFile} asks for.
  2. ${next("check")}    tests configuration, directory and application
  3. ${next("plan")}     shows what would be done, and writes nothing
  4. ${next("sync")}     does it`);
}

/** False when the file is there already. */
async function copied(from: URL, to: string): Promise<boolean> {
  try {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (cause) {
    if (existsSync(to)) return false;
    throw new StopError(
      "config",
      `Cannot write ${to}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cure: "Name a folder that this user may write to with --config.",
        cause,
      },
    );
  }
}
