import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { StopError } from "../rules/stop-error.ts";

/** Where a demo lives: a temporary folder that goes with it, or one that the reader named, which stays. */
export async function openDemoDirectory(
  named: string | undefined,
): Promise<AsyncDisposable & { path: string }> {
  if (named !== undefined) return { path: await emptyDirectory(resolve(named)), [Symbol.asyncDispose]: stay };
  const path = await mkdtemp(join(tmpdir(), "lockstep-demo-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function stay(): Promise<void> {}

/** Links of an earlier sandbox would belong to a target that is no more. */
async function emptyDirectory(path: string): Promise<string> {
  const names = await listed(path);
  if (names.length === 0) return path;
  throw unusable(path, "the folder is not empty");
}

async function listed(path: string): Promise<readonly string[]> {
  try {
    await mkdir(path, { recursive: true });
    return await readdir(path);
  } catch (cause) {
    throw unusable(path, cause instanceof Error ? cause.message : String(cause));
  }
}

function unusable(path: string, reason: string): StopError {
  return new StopError("config", `Cannot write the demo into ${path} as ${reason}`, {
    cure: "Name a new or an empty folder, or leave --directory out.",
  });
}
