import type { Step } from "../rules/operation.ts";

type Told = { readonly action: string; readonly steps: readonly Step[] };

/** Why a disable or delete takes access away, as its steps say it; null for any other operation. */
export function endOfAccess({ action, steps }: Told): string | null {
  if (action !== "disable" && action !== "delete") return null;
  return steps.find(({ name, status }) => name === "scoping" && status === "skipped")?.details ?? null;
}
