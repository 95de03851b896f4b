import type { SourceObject } from "./directory.ts";
import type { Link } from "./link.ts";
import type { Cause, Failure } from "./operation.ts";
import type { ScopeResult } from "./scope/scope.ts";
import type { TargetObject } from "./target-object.ts";
import type { Weighed } from "./weigh-changes.ts";

/** Who an account that matches already belongs to. */
export type Holder =
  | { readonly kind: "nobody" }
  | {
      readonly kind: "source";
      readonly sourceId: string;
      readonly entitled: boolean;
      /**
       * False: by its own values of today it would not match the account any more; it is about to be renamed.
       */
      readonly keeps: boolean;
    }
  | { readonly kind: "job"; readonly job: string };

/** What a matching question found. */
export type Match =
  | { readonly kind: "none" }
  | (Weighed & {
      readonly kind: "one";
      readonly object: TargetObject;
      readonly holder: Holder;
    })
  | { readonly kind: "several"; readonly targetIds: readonly string[] };

/** What the target showed about an object. */
export type Finding =
  /** Nothing was asked: the answer could not change the decision. */
  | { readonly kind: "notAsked" }
  /** The target gave no usable answer about this object. */
  | { readonly kind: "failed"; readonly failure: Failure }
  /** No link: what the matching attributes found. */
  | { readonly kind: "matched"; readonly match: Match }
  /** Linked, and there. */
  | (Weighed & { readonly kind: "present"; readonly object: TargetObject })
  /** Linked, and 404; what the matching attributes found instead. */
  | { readonly kind: "gone"; readonly match: Match };

/** What the look at the account that is or will be linked came to; null where none was found. */
export function weighedIn(finding: Finding): Weighed | null {
  switch (finding.kind) {
    case "present":
      return finding;
    case "matched":
    case "gone":
      return finding.match.kind === "one" ? finding.match : null;
    case "notAsked":
    case "failed":
      return null;
  }
}

/** Everything the decision about one object weighs. */
export type Facts = {
  readonly object: SourceObject;
  /** False: the directory showed the object but not its attributes. */
  readonly readable: boolean;
  readonly entitlement: Entitlement;
  readonly link: Link | null;
  /** True: an expression said `IgnoreObjectFlow`; the account is left as it is while access lasts. */
  readonly ignored: boolean;
  /** Whether any matching attribute has a value. */
  readonly matchable: boolean;
  /**
   * An attribute without which the object cannot be created and which has neither value nor default; null if
   * none.
   */
  readonly missing: string | null;
  readonly finding: Finding;
  readonly now: Date;
};

/** Whether access is due, and if not, every cause why not. */
export type Entitlement = {
  readonly causes: readonly Cause[];
  readonly assigned: boolean;
  readonly scope: ScopeResult;
};

/** Weighs state, `accountEnabled`, assignment and filters of one object. */
export function entitlementOf(
  object: SourceObject,
  circumstances: { readonly assigned: boolean; readonly scope: ScopeResult },
): Entitlement {
  const causes: Cause[] = [];
  if (object.state === "hardDeleted") causes.push("hardDeleted");
  if (object.state === "softDeleted") causes.push("softDeleted");
  if (object.type === "user" && object.attributes["accountEnabled"] === false) causes.push("disabled");
  if (!circumstances.assigned) causes.push("unassigned");
  else if (circumstances.scope.kind === "fails") causes.push("outOfScope");
  return { causes, ...circumstances };
}

/** Nothing speaks against it; who is undecided has lost nothing. */
export function isEntitled(entitlement: Entitlement): boolean {
  return entitlement.causes.length === 0;
}

/** Only the filters could tell whether access is due, and they cannot; null otherwise. */
export function undecided({ causes, scope }: Entitlement): string | null {
  return causes.length === 0 && scope.kind === "undecided" ? scope.problem : null;
}

/** The clause that keeps the object out, for people; null where something else does. */
export function filteredOutBy({ causes, scope }: Entitlement): string | null {
  return causes.includes("outOfScope") && scope.kind === "fails" ? scope.because : null;
}

/** Entitled, but for an account that is disabled in the directory. */
export function isOnlyDisabled({ causes }: Entitlement): boolean {
  return causes.length === 1 && causes[0] === "disabled";
}
