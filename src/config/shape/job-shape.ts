import { z } from "zod";
import { capabilitiesShape } from "./capabilities-shape.ts";
import { date, duration, flag, positiveNumber, text, textOrEmpty, webAddress, whole } from "./leaf.ts";
import { patchShape } from "./patch-shape.ts";
import { objectsShape } from "./rules-shape.ts";

const credential = z
  .strictObject({
    clientSecret: text("Client secret of the app registration").optional(),
    certificate: z
      .strictObject({ path: text("PEM file with certificate and private key") })
      .describe("Certificate of the app registration")
      .optional(),
    managedIdentity: z.literal(true).describe("The managed identity of this machine in Azure").optional(),
    workloadIdentity: z.literal(true).describe("A federated token, as Kubernetes mounts it").optional(),
  })
  .describe("How to sign in to Microsoft Entra ID: exactly one of these");

const entraSource = z.strictObject({
  type: z.literal("entra"),
  tenantId: text("Directory (tenant) ID"),
  clientId: text("Application (client) ID of the app registration that reads the directory"),
  credential,
  servicePrincipalId: text("Object ID of the enterprise application whose assignments count").optional(),
  appId: text("Its application ID, in place of servicePrincipalId").optional(),
  cloud: z.enum(["public", "usgov", "usgov-dod", "china"]).describe("Microsoft cloud").optional(),
  graphUrl: webAddress("Root of Microsoft Graph, in place of the cloud's own").optional(),
  authorityUrl: webAddress("Root of the token endpoint, in place of the cloud's own").optional(),
  confirmAfter: duration("How long after a read what was missing in it is looked for again", {
    allowZero: true,
    atMost: "1h",
    examples: ["60s", "5m"],
  }).optional(),
});

const fileSource = z.strictObject({
  type: z.literal("file"),
  path: text("The .json or .ndjson file that holds the directory"),
});

const auth = z
  .strictObject({
    token: text("Bearer token or API key of the target").optional(),
    expires: date("Day on which the token expires").optional(),
    clientCredentials: z
      .strictObject({
        tokenUrl: webAddress("Token endpoint of the target"),
        clientId: text("OAuth client ID"),
        clientSecret: text("OAuth client secret"),
        scope: textOrEmpty("OAuth scope to ask for").optional(),
      })
      .describe("OAuth 2.0 client credentials, in place of a token")
      .optional(),
  })
  .describe("How to sign in to the target: token or clientCredentials");

const target = z.strictObject({
  type: z.literal("scim"),
  profile: text("What is known about the application: generic, entra-compatible or dialpad").optional(),
  url: webAddress("Base address of the SCIM 2.0 server, without /Users"),
  auth,
  rateLimit: positiveNumber("Requests a second; the profile's if left out").optional(),
  concurrency: whole("Requests at the same time; the profile's if left out", {
    min: 1,
    max: 1_000,
  }).optional(),
  patch: patchShape.describe("How updates are written; the profile's if left out").optional(),
  capabilities: capabilitiesShape
    .describe("What the application can do, whatever it says of itself and its profile says of it")
    .optional(),
  verify: z
    .enum(["writes", "off"])
    .describe("writes: each write is read back and compared; the profile's if left out")
    .optional(),
});

const removal = z.enum(["disable", "delete", "keep"]);

const deprovision = z.strictObject({
  unassigned: removal.describe("Not assigned any more").optional(),
  outOfScope: removal.describe("Does not pass the filter any more").optional(),
  disabled: removal.describe("accountEnabled is false").optional(),
  softDeleted: removal.describe("In the directory's recycle bin").optional(),
  hardDeleted: removal.describe("Purged from the directory").optional(),
  group: z
    .enum(["delete", "keep"])
    .describe("Group unassigned, filtered out or deleted in the directory")
    .optional(),
  gracePeriod: duration("How long a delete waits in the disabled state", { allowZero: true }).optional(),
  disableWith: z
    .enum(["mapping", "active"])
    .describe("active: disable by active: false although no mapping reads IsSoftDeleted")
    .optional(),
});

const guard = z.strictObject({
  maxRemovals: whole("Removals in one cycle", { min: 0 }).optional(),
  maxRemovalsPercent: whole("Removals in one cycle, in percent", { min: 0, max: 100 }).optional(),
  minimum: whole("Below so many objects, more than half is held", { min: 0 }).optional(),
  minGroupSize: whole("Groups from this size on are guarded on their own", { min: 0 }).optional(),
  maxCreates: whole("New accounts in one cycle", { min: 0 }).optional(),
  window: duration("Length of the rolling window", { allowZero: false }).optional(),
});

const schedule = z.strictObject({
  every: duration("Time between two cycles", { allowZero: false }).optional(),
  reconcile: duration("Time between two complete comparisons", { allowZero: false }).optional(),
  notifications: flag(
    "Whether notice of a change begins a cycle sooner, where lockstep.yaml has it",
  ).optional(),
});

const events = ["failure", "quarantine", "hold", "recovery", "overdue", "expiry"] as const;

/** A file of `config/jobs/`: the one source of its validation and of its JSON Schema. */
export const jobShape = z
  .strictObject({
    job: z
      .string()
      .regex(/^[A-Za-z0-9][\w.-]*$/, "should be a name of letters, digits, dots, dashes and underscores")
      .describe("Name of the job, as commands take it"),
    source: z.discriminatedUnion("type", [entraSource, fileSource]).describe("The directory"),
    target: target.describe("The application"),
    scope: z.enum(["assigned", "all"]).describe("Who is entitled").optional(),
    compatibility: z
      .enum(["entra", "strict"])
      .describe("strict: forms that Entra does not support or document are errors")
      .optional(),
    nestedGroups: flag("Whether members of nested groups count as members of the outer ones").optional(),
    schedule: schedule.describe("When cycles run").optional(),
    users: objectsShape("user").describe("What becomes of users"),
    groups: objectsShape("group")
      .partial({ attributes: true })
      .extend({ enabled: flag("Whether groups are provisioned").optional() })
      .describe("What becomes of groups")
      .optional(),
    deprovision: deprovision.describe("What happens to accounts whose owners leave").optional(),
    guard: guard.describe("Limits that hold removals and creations for approval").optional(),
    quarantine: z
      .strictObject({ minimum: whole("First tries that a failure rate needs", { min: 1 }).optional() })
      .describe("When a failing job is slowed down")
      .optional(),
    http: z
      .strictObject({
        proxy: textOrEmpty("Address of an HTTP proxy").optional(),
        ca: textOrEmpty("PEM file with own certificate authorities").optional(),
      })
      .describe("How connections leave this machine")
      .optional(),
    drift: z.enum(["repair", "report"]).describe("What a reconcile cycle does about drift").optional(),
    notify: z
      .strictObject({
        email: z.array(z.string().min(3)).describe("Who gets mail").optional(),
        on: z.array(z.enum(events)).describe("What about").optional(),
      })
      .describe("Mail about this job")
      .optional(),
  })
  .meta({ title: "Lockstep job" });

/** A job file whose shape is right, before defaults. */
export type WrittenJob = z.output<typeof jobShape>;
