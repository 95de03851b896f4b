import { z } from "zod";
import { directoryChangeSchema } from "../tenant/change.ts";
import { tenantSettingsSchema } from "../tenant/settings.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { given } from "./given.ts";

/**
 * A change of the directory or of the tenant's settings; or
 *
 * - `revokeTokens`: no access token issued so far is good any more
 * - `resetDelta`: every position in a delta feed is lost, which the next use of one is told with 410 and
 * `code`
 * - `reset`: nobody is in the directory, and nothing has ever happened in it; settings, faults, subscriptions
 * and the journal are as at the start; access tokens stay good
 */
export const tenantCommandSchema = z.discriminatedUnion("kind", [
  directoryChangeSchema,
  z.strictObject({ kind: z.literal("settings"), settings: tenantSettingsSchema.partial() }),
  z.strictObject({ kind: z.literal("revokeTokens") }),
  z.strictObject({ kind: z.literal("resetDelta"), code: z.string().default("resyncRequired") }),
  z.strictObject({ kind: z.literal("reset") }),
]);

export type TenantCommand = z.infer<typeof tenantCommandSchema>;

/** Returns the id of what was made or changed, where it has one. */
export function commandTenant(tenant: Tenant, command: TenantCommand): string | null {
  if (command.kind === "settings") {
    tenant.settings = { ...tenant.settings, ...given(command.settings) };
    return null;
  }
  if (command.kind === "revokeTokens") {
    tenant.tokens.revokeAll();
    return null;
  }
  if (command.kind === "resetDelta") {
    tenant.deltaTokens.reset(command.code);
    return null;
  }
  if (command.kind === "reset") {
    tenant.reset();
    return null;
  }
  tenant.directory.commit(command);
  return "id" in command ? command.id : null;
}
