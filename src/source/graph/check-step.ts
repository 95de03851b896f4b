import { StopError } from "../../rules/stop-error.ts";
import type { SourceCheck } from "../source.ts";
import { asStopError } from "./graph-fault.ts";

/** One step of a check: what the test says of it, or what stops it. */
export async function attempt(name: string, test: () => Promise<string>): Promise<SourceCheck> {
  try {
    return { name, ok: true, details: await test(), cure: null };
  } catch (error) {
    const stop = asStopError(error);
    if (!(stop instanceof StopError)) throw error;
    return { name, ok: false, details: stop.message, cure: stop.cure };
  }
}
