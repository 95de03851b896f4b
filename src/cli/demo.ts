import { type Command, InvalidArgumentError, Option } from "commander";
import { jsonOption } from "./options.ts";
import type { DemoCycle } from "./play-demo.ts";
import type { ExitCode, Run, Tools } from "./world.ts";

type DemoOptions = {
  readonly every: number;
  readonly cycles?: number;
  readonly directory?: string;
  readonly json: boolean;
};

/** `demo`: everything at once, without an account anywhere. */
export function addDemo(program: Command, run: Run): void {
  program
    .command("demo")
    .summary("see it work, without an account anywhere")
    .description(
      "Starts a sandbox of Microsoft Entra ID with a company in it and a sandbox of Dialpad, provisions one into the other, " +
        "and goes on with whatever happens in the company. Runs until Ctrl-C.",
    )
    .addOption(new Option("--every <seconds>", "time between two cycles").argParser(parseWhole).default(15))
    .addOption(new Option("--cycles <n>", "end after so many cycles beyond the first").argParser(parseWhole))
    .option("--directory <dir>", "keep everything in this new or empty folder")
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  lockstep demo --every 30\n")
    .action((options: DemoOptions) => run((tools) => demo(tools, options)));
}

/** However it ends, both sandboxes and the temporary folder are gone afterwards. Ctrl-C is its normal end. */
async function demo(tools: Tools, options: DemoOptions): Promise<ExitCode> {
  const { world } = tools;
  const told: DemoCycle[] = [];
  const say = options.json ? world.report : world.print;
  try {
    const code = await perform(tools, { options, say, told });
    return world.signal.aborted ? 0 : code;
  } catch (error) {
    if (world.signal.aborted) return 0;
    throw error;
  } finally {
    if (options.json) world.print(JSON.stringify({ cycles: told }, null, 2));
    say("\nThe demo has ended.");
  }
}

type Stage = {
  readonly options: DemoOptions;
  readonly say: (text: string) => void;
  readonly told: DemoCycle[];
};

async function perform({ world, open }: Tools, { options, say, told }: Stage): Promise<ExitCode> {
  const { openDemoDirectory } = await import("./demo-directory.ts");
  const { writeDemoFolder } = await import("./demo-folder.ts");
  const { playDemo } = await import("./play-demo.ts");
  const { spawnSandbox } = await import("../sandbox/spawn.ts");
  await using directory = await openDemoDirectory(options.directory);
  say("Starting a sandbox of Microsoft Entra ID and one of Dialpad on this machine …");
  await using sandbox = await spawnSandbox({ directory: directory.path });
  const config = await writeDemoFolder(directory.path, sandbox);
  await using engine = await open({ config, job: "dialpad", command: "demo" });
  const { every, cycles = Number.POSITIVE_INFINITY, json } = options;
  const childOutput = json ? "stderr" : "stdout";
  return await playDemo({ world, sandbox, engine, config, every, cycles, say, childOutput, told });
}

function parseWhole(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("It should be a whole number.");
  return Number(text);
}
