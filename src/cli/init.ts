import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { serviceTemplate, templates } from "../config/templates.ts";
import { copied, nextSteps, refuseExisting } from "./new-file.ts";
import { configOption, jsonOption } from "./options.ts";
import type { ExitCode, Run, Tools } from "./world.ts";

type Template = keyof typeof templates;
type InitOptions = {
  readonly config: string;
  readonly json: boolean;
  readonly template: Template;
  readonly fromEntra?: string;
  readonly name?: string;
};

/** `init`: a configuration to start from. */
export function addInit(program: Command, run: Run): void {
  const names = Object.keys(templates);
  program
    .command("init")
    .summary("write a configuration to start from")
    .description("Writes a job file, and lockstep.yaml where there is none. Never overwrites a file.")
    .addOption(new Option("--template <name>", "the job file to write").choices(names).default("dialpad"))
    .addOption(
      new Option(
        "--from-entra <schema.json>",
        "the schema of an application that Entra provisions today, to make the job file of",
      ).conflicts("template"),
    )
    .addOption(new Option("--name <job>", "the job's name, with --from-entra").argParser(parseName))
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText(
      "after",
      `
Examples:
  lockstep init --template dialpad
  lockstep init --from-entra schema.json
  lockstep init --from-entra schema.json --name people --json
`,
    )
    .action((options: InitOptions, command: Command) => {
      const { fromEntra, name } = options;
      if (name !== undefined && fromEntra === undefined) {
        command.error("error: --name goes with --from-entra: a template has its name");
      }
      return run(async (tools) => {
        if (fromEntra === undefined) return await init(tools, options);
        const { initFromEntra } = await import("./init-from-entra.ts");
        return await initFromEntra(tools.world, { ...options, fromEntra });
      });
    });
}

async function init({ world }: Tools, { config, template, json }: InitOptions): Promise<ExitCode> {
  const jobFile = join(config, "jobs", `${template}.yaml`);
  if (!(await copied(templates[template], jobFile))) {
    return refuseExisting(world, jobFile, "Edit it, or remove it first.");
  }
  const serviceFile = join(config, "lockstep.yaml");
  const files = (await copied(serviceTemplate, serviceFile)) ? [jobFile, serviceFile] : [jobFile];
  if (json) {
    world.print(JSON.stringify({ written: files }, null, 2));
    return 0;
  }
  for (const file of files) world.print(`Wrote ${file}`);
  nextSteps(world, { first: `Set what the head of ${jobFile} asks for.`, job: template, config });
  return 0;
}

function parseName(name: string): string {
  if (/^[A-Za-z0-9][\w.-]*$/.test(name)) return name;
  throw new InvalidArgumentError("It should be letters, digits, dots, dashes and underscores.");
}
