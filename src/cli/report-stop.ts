import type { StopError } from "../rules/stop-error.ts";
import type { ExitCode, World } from "./world.ts";

/** Says on stderr what stopped the work and what to do about it. */
export function reportStop(world: Pick<World, "report">, { code, message, cure }: StopError): ExitCode {
  world.report(`error: ${message}\n  cure: ${cure}`);
  return code === "config" ? 2 : 1;
}

/** Says what Ctrl-C and SIGTERM leave behind. */
export function reportInterrupt(
  world: Pick<World, "report">,
  { interrupted }: { readonly interrupted: string } = interruptedCycle,
): ExitCode {
  world.report(interrupted);
  return 1;
}

const interruptedCycle = {
  interrupted: "Stopped. What was done is stored; the next cycle goes on from there.",
};
