import { dirname, resolve } from "node:path";
import type { Deprovision, Guard, ObjectRules, Rules } from "../../rules/rules.ts";
import { defaultPolicies } from "../check/check-disable.ts";
import { compileCapabilities } from "./compile-capabilities.ts";
import { compileObjects } from "./compile-objects.ts";
import { compilePatch } from "./compile-patch.ts";
import { disableByActive } from "./disable-by-active.ts";
import type {
  Credential,
  EntraSourceConfig,
  FileSourceConfig,
  JobConfig,
  ScimTargetConfig,
  TargetAuth,
} from "../config.ts";
import { parseDate } from "../shape/date.ts";
import { parseDuration } from "../shape/duration.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { WrittenJob } from "../shape/job-shape.ts";
import { generic } from "../profiles/generic.ts";
import { findProfile } from "../profiles/profiles.ts";

/** The job of a file without problems, every default filled in. */
export function compileJob(written: WrittenJob, file: string): JobConfig {
  const target = compileTarget(written.target);
  return {
    name: written.job,
    file,
    source: compileSource(written.source, file),
    target,
    rules: compileRules(written, target),
    http: {
      proxy: written.http?.proxy || null,
      ca: written.http?.ca ? relativeTo(file, written.http.ca) : null,
    },
    schedule: {
      everyMs: milliseconds(written.schedule?.every ?? "40m"),
      reconcileMs: milliseconds(written.schedule?.reconcile ?? "24h"),
      notifications: written.schedule?.notifications ?? true,
    },
  };
}

function compileSource(source: WrittenJob["source"], file: string): EntraSourceConfig | FileSourceConfig {
  if (source.type === "file") return { type: "file", path: relativeTo(file, source.path) };
  const { servicePrincipalId, appId = "" } = source;
  return {
    type: "entra",
    tenantId: source.tenantId,
    clientId: source.clientId,
    credential: compileCredential(source.credential, file),
    servicePrincipal: servicePrincipalId === undefined ? { appId } : { id: servicePrincipalId },
    cloud: source.cloud ?? "public",
    graphUrl: source.graphUrl?.replace(/\/+$/, "") ?? null,
    authorityUrl: source.authorityUrl?.replace(/\/+$/, "") ?? null,
    confirmAfterMs: milliseconds(source.confirmAfter ?? "60s"),
  };
}

type WrittenCredential = Extract<WrittenJob["source"], { type: "entra" }>["credential"];

function compileCredential(credential: WrittenCredential, file: string): Credential {
  const { clientSecret, certificate, managedIdentity } = credential;
  if (clientSecret !== undefined) return { kind: "clientSecret", clientSecret };
  if (certificate !== undefined) return { kind: "certificate", path: relativeTo(file, certificate.path) };
  return { kind: managedIdentity === true ? "managedIdentity" : "workloadIdentity" };
}

function compileTarget(target: WrittenJob["target"]): ScimTargetConfig {
  const profile = findProfile(target.profile ?? generic.name) ?? generic;
  return {
    type: "scim",
    profile,
    url: target.url,
    auth: compileAuth(target.auth),
    rateLimit: target.rateLimit ?? profile.rateLimit,
    concurrency: target.concurrency ?? profile.concurrency,
    patch: compilePatch(target.patch, profile),
    capabilities: compileCapabilities(target.capabilities, profile),
    verify: target.verify ?? profile.verify,
  };
}

function compileAuth({ token = "", expires, clientCredentials }: WrittenJob["target"]["auth"]): TargetAuth {
  if (clientCredentials === undefined) return { kind: "token", token, expires: parseDate(expires ?? "") };
  return { kind: "clientCredentials", ...clientCredentials, scope: clientCredentials.scope || null };
}

function compileRules(written: WrittenJob, target: ScimTargetConfig): Rules {
  const { profile } = target;
  const { groups } = written;
  const isGroups = groups !== undefined && groups.enabled !== false;
  const user = compileObjects(usersOf(written), { type: "user", profile });
  const group = isGroups ? compileObjects(groups, { type: "group", profile }) : null;
  const rules = {
    scope: written.scope ?? "assigned",
    nestedGroups: written.nestedGroups ?? false,
    groupsRead: groupsRead([user, group]),
    user,
    group,
    deprovision: compileDeprovision(written.deprovision),
  };
  return { ...rules, guard: compileGuard(written.guard), fingerprint: fingerprintOf(rules, target) };
}

/** The groups that filters name: their members have to be known, assigned or not. */
function groupsRead(objects: readonly (ObjectRules | null)[]): readonly string[] {
  const clauses = objects.flatMap((rules) => rules?.filter?.flat() ?? []);
  return [...new Set(clauses.flatMap(({ groups }) => groups))].toSorted();
}

/** `disableWith: active` is the mapping of `active` that was left out. */
function usersOf({ users, deprovision }: WrittenJob): WrittenJob["users"] {
  return deprovision?.disableWith === "active" ? disableByActive(users) : users;
}

function compileDeprovision({
  gracePeriod,
  ...written
}: NonNullable<WrittenJob["deprovision"]> = {}): Deprovision {
  return {
    unassigned: written.unassigned ?? defaultPolicies.unassigned,
    outOfScope: written.outOfScope ?? defaultPolicies.outOfScope,
    disabled: written.disabled ?? defaultPolicies.disabled,
    softDeleted: written.softDeleted ?? defaultPolicies.softDeleted,
    hardDeleted: written.hardDeleted ?? defaultPolicies.hardDeleted,
    group: written.group ?? "delete",
    gracePeriodMs: milliseconds(gracePeriod ?? "0d"),
  };
}

function compileGuard({ window, ...written }: NonNullable<WrittenJob["guard"]> = {}): Guard {
  return {
    maxRemovals: written.maxRemovals ?? 500,
    maxRemovalsPercent: written.maxRemovalsPercent ?? 20,
    minimum: written.minimum ?? 10,
    minGroupSize: written.minGroupSize ?? 10,
    maxCreates: written.maxCreates ?? 500,
    windowMs: milliseconds(window ?? "24h"),
  };
}

function relativeTo(file: string, path: string): string {
  return resolve(dirname(file), path);
}

function milliseconds(duration: string): number {
  return parseDuration(duration) ?? 0;
}
