import { z } from "zod";

/** What an administrator, or the service's moods, can change about the tenant. */
export const tenantSettingsSchema = z.strictObject({
  /** Application permissions with consent. Taking one away holds at once, for tokens in use as well. */
  permissions: z.array(z.string()),
  /** State of the application's client secret. */
  secret: z.enum(["valid", "expired"]),
  tokenLifetimeSeconds: z.number().int().positive(),
  /** Users of whom only type and id are shown, every other property being null. */
  limitedInformation: z.union([z.literal("all"), z.array(z.string())]),
  /** Whether assignments of soft-deleted principals are listed: Graph's documents do not say. */
  deletedAssignments: z.enum(["hidden", "listed"]),
  /** True: as in 2021, assignments beyond the first 10 are missing unless `$top=999` is sent. */
  assignmentsNeedTop: z.boolean(),
  /** Rows of the largest page, whatever `$top` asks for. */
  maxPageSize: z.number().int().positive(),
  /** True: an empty page with a `nextLink` comes before the last page. */
  emptyPages: z.boolean(),
  /** How long a `$skiptoken` can be used. */
  pageTokenLifetimeMs: z.number().int().positive(),
});

export type TenantSettings = z.infer<typeof tenantSettingsSchema>;

export const defaultTenantSettings: TenantSettings = {
  permissions: ["Application.Read.All", "User.Read.All", "GroupMember.Read.All"],
  secret: "valid",
  tokenLifetimeSeconds: 3_599,
  limitedInformation: [],
  deletedAssignments: "hidden",
  assignmentsNeedTop: false,
  maxPageSize: 999,
  emptyPages: false,
  pageTokenLifetimeMs: 600_000,
};
