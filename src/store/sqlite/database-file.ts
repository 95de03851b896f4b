import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { StopError } from "../../rules/stop-error.ts";

const ownerOnly = 0o600;

/** Makes sure that the file exists and that only its owner can read it: it holds personal data. */
export function prepareDatabaseFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, "a", ownerOnly));
    // SQLite gives a new -wal and -shm the mode of the database; those of a dead process may still lie there.
    for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, ownerOnly);
  } catch (cause) {
    const details = cause instanceof Error ? cause.message : String(cause);
    throw new StopError("store", `Cannot create the store ${path} (${details})`, {
      cure: "Check `store:` in lockstep.yaml and that this user owns the file and may write to its directory",
      cause,
    });
  }
}
