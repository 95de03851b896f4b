import { z } from "zod";
import { directoryChangeSchema } from "../tenant/change.ts";
import { tenantSettingsSchema } from "../tenant/settings.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { given } from "./given.ts";

/** A change of the directory, of the tenant's settings, or the end of all tokens. */
export const tenantCommandSchema = z.discriminatedUnion("kind", [
  directoryChangeSchema,
  z.strictObject({ kind: z.literal("settings"), settings: tenantSettingsSchema.partial() }),
  z.strictObject({ kind: z.literal("revokeTokens") }),
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
  tenant.directory.commit(command);
  return "id" in command ? command.id : null;
}
