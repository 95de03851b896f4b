import { spawn } from "node:child_process";
import type { World } from "./world.ts";

/**
 * Runs another command of this program in a process of its own, on this terminal. An interrupt ends it as
 * well; resolves to its exit code, or null when a signal killed it.
 */
export async function runChildCommand(
  { program, signal }: Pick<World, "program" | "signal">,
  words: readonly string[],
  { stdout }: { readonly stdout: "stdout" | "stderr" },
): Promise<number | null> {
  signal.throwIfAborted();
  const stderr = 2;
  const child = spawn(program.executable, [program.script, ...words], {
    stdio: ["ignore", stdout === "stdout" ? "inherit" : stderr, "inherit"],
  });
  function end(): void {
    child.kill("SIGTERM");
  }
  signal.addEventListener("abort", end, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    });
  } finally {
    signal.removeEventListener("abort", end);
  }
}
