import type { StopError } from "../rules/stop-error.ts";
import type { ExitCode, World } from "./world.ts";

/** Says on stderr what stopped the work and what to do about it. */
export function reportStop(world: Pick<World, "report">, { code, message, cure }: StopError): ExitCode {
  world.report(`error: ${message}\n  cure: ${cure}`);
  return code === "config" ? 2 : 1;
}
