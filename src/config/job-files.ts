import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Problem } from "./problem.ts";

export type JobFiles =
  | { readonly kind: "some"; readonly files: readonly string[] }
  | { readonly kind: "none"; readonly problem: Problem };

/** The job files of a configuration folder, sorted by name, as paths that begin as `directory` does. */
export async function jobFiles(directory: string): Promise<JobFiles> {
  const folder = join(directory, "jobs");
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return none(
      folder,
      code === "ENOENT" ? "this folder does not exist" : `cannot read this folder (${code})`,
    );
  }
  const files = names.filter((name) => /^[^.].*\.ya?ml$/.test(name)).toSorted();
  if (files.length === 0) return none(folder, "no job file (*.yaml) in this folder");
  return { kind: "some", files: files.map((name) => join(folder, name)) };
}

function none(folder: string, reason: string): JobFiles {
  const message = `${reason}: "lockstep init --template dialpad" writes a job file`;
  return { kind: "none", problem: { file: folder, line: 1, column: 1, message } };
}
