import { Command, Help, type Option } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { addCheck } from "./check.ts";
import { addDemo } from "./demo.ts";
import { addEval } from "./eval.ts";
import { addExportSchema } from "./export-schema.ts";
import { addInit } from "./init.ts";
import { addLinks } from "./links.ts";
import { addLogs } from "./logs.ts";
import { addPlan } from "./plan.ts";
import { addStatus } from "./status.ts";
import { addSync } from "./sync.ts";
import { addUnlink } from "./unlink.ts";
import { addWorker } from "./worker.ts";
import type { Run } from "./world.ts";

/** Every command, in the order in which a new operator meets them. */
export function buildProgram(run: Run): Command {
  const program = new Command("lockstep")
    .description("Keeps a SCIM 2.0 application in step with Microsoft Entra ID.")
    .version(manifest.version)
    .configureHelp({ optionDescription: describeOption })
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("(lockstep <command> --help shows how it is used)")
    .addHelpText("after", "\nExample:\n  lockstep demo\n");
  for (const add of [
    addDemo,
    addInit,
    addCheck,
    addPlan,
    addSync,
    addWorker,
    addStatus,
    addLogs,
    addLinks,
    addUnlink,
    addExportSchema,
    addEval,
  ]) {
    add(program, run);
  }
  return program;
}

/** That a flag is off when it is not given goes without saying. */
function describeOption(option: Option): string {
  return option.defaultValue === false ? option.description : new Help().optionDescription(option);
}
