import type { World } from "../../src/cli/world.ts";
import type { Bench } from "./fixture.ts";

/** The world of a command about a bench, with what it prints. */
export function worldOf(bench: Bench): { readonly world: World; readonly lines: string[] } {
  const lines: string[] = [];
  const world: World = {
    env: {},
    program: { executable: "node", script: "main.ts" },
    stdin: process.stdin,
    print: (text) => void lines.push(text),
    report: (text) => void lines.push(text),
    terminal: null,
    now: () => bench.now,
    random: () => 0,
    signal: new AbortController().signal,
  };
  return { world, lines };
}
