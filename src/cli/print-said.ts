import type { CycleReport } from "../store/cycles.ts";
import type { World } from "./world.ts";

/** What a cycle or a plan says of the directory, in a block of its own. `effect`: of a doubt. */
export function printSaid(
  world: Pick<World, "print">,
  { doubts, warnings }: Pick<CycleReport, "doubts" | "warnings">,
  { effect }: { readonly effect: string },
): void {
  const lines = [
    ...doubts.map((doubt) => `  doubt: ${doubt}: ${effect}`),
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
  if (lines.length > 0) world.print(`\n${lines.join("\n")}`);
}
