import { z } from "zod";

const lag = z.number().int().nonnegative().default(0);
const percent = z.number().int().min(0).max(100).default(0);

/** In milliseconds. */
const lagSchema = z.strictObject({
  servicePrincipals: lag,
  assignments: lag,
  /** Lists of users and single ones. */
  users: lag,
  /** Who a user's manager is, expanded or asked for. */
  managers: lag,
  groups: lag,
  /** Transitive ones as well, with what they show of each member. */
  members: lag,
  deletedItems: lag,
  usersDelta: lag,
  groupsDelta: lag,
});

const deltaSchema = z.strictObject({
  rowsPerPage: z.number().int().positive().default(200),
  /** A group with more of them comes in several rows. */
  membersPerRow: z.number().int().positive().default(1_000),
  /** How links spell the function. */
  spelling: z.enum(["delta", "delta()", "microsoft.graph.delta()"]).default("delta"),
  /** True: rows come in any order. */
  shuffled: z.boolean().default(false),
  /** How many rows in a hundred come twice. */
  duplicates: percent,
  /** How many changes of earlier rounds come again in each round, as they were then. */
  replays: z.number().int().nonnegative().default(0),
  /** How many objects in a hundred have their changes held back until the next round. */
  late: percent,
  /** False: a chain opened by `$deltatoken=latest` shows no change of members. */
  latestTracksMembers: z.boolean().default(true),
  /** How long a `$deltatoken` can be used. */
  tokenLifetimeMs: z
    .number()
    .int()
    .positive()
    .default(7 * 24 * 3_600_000),
});

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
  /** How members of a group with hidden membership are withheld: Graph's documents do not say. */
  hiddenMembers: z.enum(["refused", "empty"]),
  /** How long ago the directory was what each endpoint shows. Set as a whole: what is left out is 0. */
  lagMs: lagSchema,
  /** The moods of delta queries. Set as a whole: what is left out is as at the start. */
  delta: deltaSchema,

  /** What the application may spend in 10 seconds; null: without limit. */
  resourceUnits: z.strictObject({ per10s: z.number().positive().nullable() }),
  /**
   * How answers beyond that limit say how long to wait; for items of a batch it is a fraction, or missing.
   */
  retryAfter: z.enum(["seconds", "fraction", "date", "missing"]),
  /** PEM of an authority that notification endpoints may be certified by besides the public ones. */
  notificationCa: z.string().nullable(),
  /** How long an endpoint may take to prove itself, and to take a notification. */
  validationPatienceMs: z.number().int().positive(),
  notificationPatienceMs: z.number().int().positive(),
  /** The pauses before each further attempt to deliver a notification; then it is given up. */
  notificationRetriesMs: z.array(z.number().int().nonnegative()),
  /** True: nobody is told of changes, neither now nor later. */
  notificationsLost: z.boolean(),
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
  hiddenMembers: "refused",
  lagMs: lagSchema.parse({}),
  delta: deltaSchema.parse({}),

  resourceUnits: { per10s: null },
  retryAfter: "seconds",
  notificationCa: null,
  validationPatienceMs: 10_000,
  notificationPatienceMs: 3_000,
  notificationRetriesMs: [1_000, 5_000, 15_000, 60_000],
  notificationsLost: false,
};
