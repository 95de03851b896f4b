import { StopError } from "../../src/rules/stop-error.ts";
import type { CycleKind } from "../../src/store/cycles.ts";
import type { Bench } from "./fixture.ts";

/** What goes wrong with writes to the target; `conflict` is about creates alone. */
export type Trouble = "none" | "stop" | "fail" | "lost" | "conflict";

/** Runs a cycle in which every nth write meets the trouble, and leaves the target sound. */
export async function runTroubled(
  bench: Bench,
  { trouble, nth, kind = "incremental" }: { trouble: Trouble; nth: number; kind?: CycleKind },
): Promise<void> {
  const { target } = bench;
  let count = 0;
  function isHit(): boolean {
    count += 1;
    return trouble !== "none" && count % nth === 0;
  }
  const failure = { code: "InternalServerError", message: "500", cure: null, transient: nth % 2 === 0 };
  target.refuse = (write) => {
    if (trouble === "lost" || (trouble === "conflict" && write.kind !== "create") || !isHit()) return null;
    if (trouble === "stop") throw new StopError("unreachable", "the target is gone", { cure: "wait" });
    return trouble === "fail" ? { kind: "failed", failure } : { kind: "conflict", message: "taken" };
  };
  target.distort = (_write, result) =>
    trouble === "lost" && isHit() ? { kind: "unknown", message: "no answer" } : result;
  try {
    await bench.run({ kind });
  } catch (error) {
    if (!(error instanceof StopError)) throw error;
  } finally {
    target.refuse = () => null;
    target.distort = (_write, result) => result;
  }
}
