import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** A path for a database in a directory that goes with the test. */
export async function databasePath(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "lockstep-sqlite-"));
  t.after(() => rm(directory, { recursive: true }));
  return join(directory, "lockstep.db");
}
