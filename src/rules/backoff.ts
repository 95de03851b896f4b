import type { Failure } from "./operation.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** After which time since the first failure the next try comes (Entra's escrow schedule). */
const steps = [6 * hour, 12 * hour, 24 * hour];
const givenUpAfter = 28 * day;

/** What is known of an object's earlier failures. */
export type Earlier = { readonly attempts: number; readonly firstFailed: Date };

/**
 * When a failed operation is tried again: transient failures in the next cycle, others 6, 12 and 24 hours
 * after the first failure, then daily up to 28 days; null: given up. Removals are never given up: nobody
 * keeps access by accident.
 */
export function nextTry(
  failure: Pick<Failure, "transient">,
  {
    earlier,
    now,
    removal,
  }: { readonly earlier: Earlier | null; readonly now: Date; readonly removal: boolean },
): Date | null {
  if (failure.transient) return new Date(now.getTime() + 1);
  const first = earlier?.firstFailed ?? now;
  const age = now.getTime() - first.getTime();
  const step = steps.find((candidate) => candidate > age);
  if (step !== undefined) return new Date(first.getTime() + step);
  if (age >= givenUpAfter && !removal) return null;
  return new Date(first.getTime() + (Math.floor(age / day) + 1) * day);
}
