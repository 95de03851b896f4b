import { expectedCapabilities, type TargetCapabilities } from "../../../rules/target-capabilities.ts";
import type { TargetDescription } from "../../../rules/target-description.ts";

/** What the application can do, as far as is known by now. */
export type Capabilities = {
  readonly now: TargetCapabilities;
  readonly learned: Partial<TargetCapabilities>;
  /** Remembers what the application was seen to do. */
  learn(seen: Partial<TargetCapabilities>): void;
  assume(known: Pick<TargetDescription, "capabilities" | "learned">): void;
};

/**
 * `fixed` (job file and profile) holds against everything; what was seen holds against what the application
 * says: some say what their vendor's template says.
 */
export function createCapabilities(fixed: Partial<TargetCapabilities>): Capabilities {
  let said: Partial<TargetCapabilities> = {};
  let learned: Partial<TargetCapabilities> = {};
  let now = merged();

  function merged(): TargetCapabilities {
    return { ...expectedCapabilities, ...said, ...learned, ...fixed };
  }

  return {
    get now() {
      return now;
    },
    get learned() {
      return learned;
    },
    learn(seen) {
      learned = { ...learned, ...seen };
      now = merged();
    },
    assume(known) {
      ({ capabilities: said, learned } = known);
      now = merged();
    },
  };
}
