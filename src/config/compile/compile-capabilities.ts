import { type BulkLimits, modestBulk, type TargetCapabilities } from "../../rules/target-capabilities.ts";
import type { Profile } from "../profiles/profile.ts";
import type { WrittenCapabilities } from "../shape/capabilities-shape.ts";

/** What the job file says of the application, and then its profile. */
export function compileCapabilities(
  written: WrittenCapabilities | undefined,
  profile: Profile,
): Partial<TargetCapabilities> {
  const { bulk, bulkOperations, ...others } = written ?? {};
  const said = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  const limits = limitsOf(bulk, bulkOperations);
  return { ...profile.capabilities, ...said, ...(limits === undefined ? {} : { bulk: limits }) };
}

function limitsOf(
  bulk: boolean | undefined,
  maxOperations: number | undefined,
): BulkLimits | null | undefined {
  if (bulk === false) return null;
  if (bulk === undefined && maxOperations === undefined) return undefined;
  return { ...modestBulk, ...(maxOperations === undefined ? {} : { maxOperations }) };
}
