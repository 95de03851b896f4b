import { type Facts, filteredOutBy, isEntitled, isOnlyDisabled, type Match, undecided } from "./facts.ts";
import type { Cause, Change, FailCode, LinkEffect, SkipReason } from "./operation.ts";
import { removalPolicy } from "./removal-policy.ts";
import type { Action, Deprovision } from "./rules.ts";

/** What is to be done with one object, and why. */
export type Decision =
  | { readonly kind: "create"; readonly link: LinkEffect }
  | {
      readonly kind: "link";
      readonly link: LinkEffect;
      readonly targetId: string;
      readonly changes: readonly Change[];
    }
  | { readonly kind: "update" | "enable"; readonly changes: readonly Change[] }
  | { readonly kind: "disable" | "delete"; readonly cause: Cause }
  | {
      readonly kind: "skip";
      readonly reason: SkipReason;
      readonly link: LinkEffect;
      readonly message: string | null;
    }
  | { readonly kind: "fail"; readonly code: FailCode; readonly message: string };

export type Policy = { readonly actions: ReadonlySet<Action>; readonly deprovision: Deprovision };

const keep: LinkEffect = { kind: "keep" };
const drop: LinkEffect = { kind: "drop" };

/**
 * The one place that chooses. Entitled = assigned (or scope `all`) and passing the filters.
 *
 * |  #  | Source object           | Entitled    | Link                   | Target                        | Operation
 * |-----|-------------------------|-------------|------------------------|-------------------------------|---------------------------
 * | 1   | active                  | yes         | none                   | none                          | create
 * | 2   | active                  | yes         | none                   | one, linked to nobody         | link, with the changes
 * | 2a  | active                  | yes         | none                   | one, linked to an object that | link moves (a rehire)
 * |     |                         |             |                        | is not entitled               |
 * | 3   | active                  | yes         | none                   | several                       | fail DuplicateTargetEntries
 * | 4   | active                  | yes         | linked                 | present, differs              | update
 * | 5   | active                  | yes         | linked                 | present, same                 | skip RedundantExport
 * | 6   | active                  | yes         | linked                 | gone                          | drop the link, again as 1–3
 * | 7   | active                  | yes         | linked, disabled by us | present                       | enable
 * | 8   | accountEnabled false    | yes         | none                   | any                           | skip AccountDisabled
 * | 9   | accountEnabled false    | yes         | linked                 | present                       | policy `disabled`
 * | 10  | active                  | unassigned  | linked                 | present                       | policy `unassigned`
 * | 11  | active                  | filter      | linked                 | present                       | policy `outOfScope`
 * | 12  | soft-deleted            | –           | linked                 | present                       | policy `softDeleted`
 * | 13  | hard-deleted            | –           | linked                 | present                       | policy `hardDeleted`
 * | 14  | any                     | no          | none                   | any                           | skip NotEffectivelyEntitled
 * | 15  | any                     | no          | linked, disabled by us | present                       | skip AlreadyDisabled, unless
 * |     |                         |             |                        |                               | a policy now says delete
 * | 16  | any                     | no          | linked                 | gone                          | skip TargetGone, drop link
 * | 17  | group that lost access  | –           | linked                 | present                       | policy `group`
 * | 18  | no value to match by    | yes         | none                   | –                             | skip ImportSkipped
 * | 19  | required value missing  | yes         | none                   | none                          | fail MandatoryFieldsMissing
 * | 20  | two match one account   | yes         | –                      | one                           | the linked, else the lower
 * |     |                         |             |                        |                               | source id; the other fails
 * |     |                         |             |                        |                               | DuplicateSourceEntries
 *
 * An object that cannot be read keeps its last decision, whatever the row: skip Unreadable. So does one whose
 * access depends on a clause of the filter that cannot be evaluated: skip ScopeUndecided. Where access has
 * ended for another cause (rows 9, 10, 12, 13), nothing depends on the clause.
 */
export function decide(facts: Facts, policy: Policy): Decision {
  if (!facts.readable) return skip("Unreadable");
  const problem = undecided(facts.entitlement);
  if (problem !== null) return skip("ScopeUndecided", { message: problem });
  if (facts.finding.kind === "failed") {
    const { code, message } = facts.finding.failure;
    return fail("EntryLookupFailed", `${code}: ${message}`);
  }
  const decision = isEntitled(facts.entitlement)
    ? decideAccess(facts)
    : decideRemoval(facts, policy.deprovision);
  return isSwitchedOff(decision, policy.actions) ? skip("ActionSwitchedOff") : decision;
}

/** Rows 1 to 7 and 18 to 20: the object is due an account. */
function decideAccess(facts: Facts): Decision {
  const { finding, link } = facts;
  if (facts.ignored) return skip("ObjectFlowIgnored");
  switch (finding.kind) {
    case "failed":
    case "notAsked":
      // Row 18, or a linked object whose mapped values are those last applied.
      return link === null ? skip("ImportSkipped") : skip("RedundantExport");
    case "matched":
      return decideMatch(facts, { match: finding.match, link: keep });
    case "gone":
      return decideMatch(facts, { match: finding.match, link: drop });
    case "present":
      if (link?.state === "disabled") return { kind: "enable", changes: finding.changes };
      if (finding.changes.length === 0) return skip("RedundantExport");
      return { kind: "update", changes: finding.changes };
  }
}

function decideMatch(facts: Facts, found: { match: Match; link: LinkEffect }): Decision {
  const { match } = found;
  // A 404 that no matching question has confirmed drops no link: who leaves later could not be removed.
  if (!facts.matchable) return skip("ImportSkipped");
  switch (match.kind) {
    case "none":
      if (facts.missing === null) return { kind: "create", link: found.link };
      return fail(
        "MandatoryFieldsMissing",
        `${facts.missing} is required and has neither a value nor a default`,
      );
    case "several":
      return fail(
        "DuplicateTargetEntries",
        `${match.targetIds.length} accounts match (${match.targetIds.join(", ")}): a person has to say which one it is`,
      );
    case "one":
      return decideHolder(facts, match, found.link);
  }
}

function decideHolder(
  facts: Facts,
  { object, holder, changes }: Match & { kind: "one" },
  link: LinkEffect,
): Decision {
  switch (holder.kind) {
    case "nobody":
      return { kind: "link", link, targetId: object.id, changes };
    case "job":
      return fail("LinkedByAnotherJob", `account ${object.id} is linked by job ${holder.job}`);
    case "source":
      if (!holder.entitled) {
        return { kind: "link", link: { kind: "move", from: holder.sourceId }, targetId: object.id, changes };
      }
      // The holder gives the name up in this very cycle; until then the create meets 409 and waits for it.
      if (!holder.keeps) return decideMatch(facts, { match: { kind: "none" }, link });
      return fail(
        "DuplicateSourceEntries",
        `account ${object.id} belongs to ${holder.sourceId}, which matches it too`,
      );
  }
}

/** Rows 8 to 17: access has ended, or never began. */
function decideRemoval(facts: Facts, deprovision: Deprovision): Decision {
  const { causes } = facts.entitlement;
  const { link, finding } = facts;
  if (link === null) return decideUnlinked(facts);
  if (finding.kind === "gone") return skip("TargetGone", { link: drop });
  const [policy, cause] = removalPolicy(facts, deprovision);
  switch (policy) {
    case "keep":
      return skip("PolicyKeep", { message: causes.join(", ") });
    case "disable":
      return link.state === "disabled" ? skip("AlreadyDisabled") : { kind: "disable", cause };
    case "delete":
      return decideDelete(facts, { deprovision, cause });
  }
}

function decideUnlinked({ entitlement, finding }: Facts): Decision {
  if (!isOnlyDisabled(entitlement))
    return skip("NotEffectivelyEntitled", { message: filteredOutBy(entitlement) });
  const match = finding.kind === "matched" && finding.match.kind === "one" ? finding.match : null;
  if (match === null || match.holder.kind !== "nobody" || match.object.attributes["active"] !== true) {
    return skip("AccountDisabled");
  }
  return skip("AccountDisabled", {
    message: `account ${match.object.id} matches, is active in the target and is linked to nobody: it is left alone`,
  });
}

/** A delete waits its grace period in the disabled state, which the link's own `since` measures. */
function decideDelete(
  facts: Facts,
  { deprovision, cause }: { deprovision: Deprovision; cause: Cause },
): Decision {
  const { link, now } = facts;
  if (facts.object.type === "group" || deprovision.gracePeriodMs === 0 || link === null)
    return { kind: "delete", cause };
  if (link.state === "active") return { kind: "disable", cause };
  const ends = link.since.getTime() + deprovision.gracePeriodMs;
  return ends <= now.getTime() ? { kind: "delete", cause } : skip("WaitsForGracePeriod");
}

/** `actions` switch kinds of writing off, as in Entra: disabling and adopting are updates. */
function isSwitchedOff(decision: Decision, actions: ReadonlySet<Action>): boolean {
  switch (decision.kind) {
    case "create":
      return !actions.has("create");
    case "link":
      return decision.changes.length > 0 && !actions.has("update");
    case "update":
    case "enable":
    case "disable":
      return !actions.has("update");
    case "delete":
      return !actions.has("delete");
    case "skip":
    case "fail":
      return false;
  }
}

function skip(reason: SkipReason, more: { link?: LinkEffect; message?: string | null } = {}): Decision {
  return { kind: "skip", reason, link: more.link ?? keep, message: more.message ?? null };
}

function fail(code: FailCode, message: string): Decision {
  return { kind: "fail", code, message };
}
