import { existsSync } from "node:fs";
import { constants, copyFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { StopError } from "../rules/stop-error.ts";
import { fileReason } from "./file-reason.ts";
import { configFlag, invocation } from "./invocation.ts";
import type { ExitCode, World } from "./world.ts";

/** False when the file is there already. */
export function copied(from: URL, to: string): Promise<boolean> {
  return written(to, (path) => copyFile(from, path, constants.COPYFILE_EXCL));
}

/** Makes the folder as well. `write` must fail where the file is there already: then this is false. */
export async function written(to: string, write: (path: string) => Promise<void>): Promise<boolean> {
  try {
    await mkdir(dirname(to), { recursive: true });
    await write(to);
    return true;
  } catch (cause) {
    if (existsSync(to)) return false;
    throw new StopError("config", `Cannot write ${to}: ${fileReason(cause)}`, {
      cure: "Name a folder that this user may write to with --config.",
      cause,
    });
  }
}

export function refuseExisting(world: Pick<World, "report">, file: string, cure: string): ExitCode {
  world.report(`error: Cannot write ${file} as it exists already\n  cure: ${cure}`);
  return 1;
}

export type NextSteps = {
  readonly first: string;
  readonly job: string;
  readonly config: string;
  /** What `sync` does, and what it asks for. */
  readonly sync?: string;
};

/** What to do with a job file that has just been written. */
export function nextSteps(world: World, { first, job, config, sync = "does it" }: NextSteps): void {
  function next(command: string): string {
    return invocation(world, `${command} ${job}${configFlag(config)}`);
  }
  world.print(`
Next:
  1. ${first}
  2. ${next("check")}    tests configuration, directory and application
  3. ${next("plan")}     shows what would be done, and writes nothing
  4. ${next("sync")}     ${sync}`);
}
