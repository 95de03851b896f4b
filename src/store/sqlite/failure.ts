import { StopError } from "../../rules/stop-error.ts";

const uniqueViolation = 2067;

/** What SQLite refused, as what stops a cycle; other errors stay what they are. */
export function storeFailure(error: unknown, path: string): unknown {
  const code = resultCode(error);
  if (code === null || error instanceof StopError) return error;
  const { problem, cure } = explain(code & 0xff);
  const details = error instanceof Error ? error.message : String(error);
  return new StopError("store", `Cannot use the store ${path} as ${problem} (${details})`, {
    cure,
    cause: error,
  });
}

/** Whether a row would have broken a unique index (a primary key does not count). */
export function isUniqueViolation(error: unknown): boolean {
  return resultCode(error) === uniqueViolation;
}

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode : null;
}

/** SQLite's primary result codes: https://sqlite.org/rescode.html */
function explain(code: number): { problem: string; cure: string } {
  switch (code) {
    case 5:
    case 6:
      return {
        problem: "another process keeps it locked",
        cure: "Let the other process finish, then try again",
      };
    case 8:
      return {
        problem: "it can only be read",
        cure: "Give this user the right to write to the file and its directory",
      };
    case 10:
      return { problem: "the disk answers with an error", cure: "Check the disk and the system log" };
    case 11:
      return {
        problem: "the file is damaged",
        cure: "Restore it from a backup, or move it away and run an initial cycle: accounts are matched again",
      };
    case 13:
      return { problem: "the disk is full", cure: "Make room on the disk, then try again" };
    case 14:
      return {
        problem: "it cannot be opened",
        cure: "Check that the path is a file and that this user may read and write it",
      };
    case 26:
      return {
        problem: "it is not a SQLite database",
        cure: "Check `store:` in lockstep.yaml; if the file is Lockstep's, restore it from a backup",
      };
    default:
      return { problem: "SQLite refuses", cure: "Report this with the message above" };
  }
}
