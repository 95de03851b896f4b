import { DatabaseSync, StatementSync } from "node:sqlite";
import type { TestContext } from "node:test";

type Method = "run" | "get" | "all" | "iterate";

/** Counts the statements that are executed from now on; they still are. */
export function countStatements(t: TestContext): { count: () => number } {
  const methods: readonly Method[] = ["run", "get", "all", "iterate"];
  const mocks = methods.map((name) => t.mock.method(StatementSync.prototype, name));
  return { count: () => mocks.reduce((sum, mock) => sum + mock.mock.callCount(), 0) };
}

/** Remembers the text of every statement that is prepared from now on. */
export function recordStatements(t: TestContext): { texts: () => readonly string[] } {
  const prepare = t.mock.method(DatabaseSync.prototype, "prepare");
  return { texts: () => [...new Set(prepare.mock.calls.map(({ arguments: [text] }) => text))] };
}
