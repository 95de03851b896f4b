import type { ObjectType } from "./directory.ts";
import type { Unkept } from "./unkept.ts";

/** A value that only the target id of another directory object can fill. */
export type Reference = { readonly ref: string };

/** A value as the target's attribute takes it; null clears it. */
export type TargetValue =
  | string
  | number
  | boolean
  | null
  | Reference
  | readonly string[]
  | readonly TargetElement[];

/** An element of a multi-valued complex attribute (RFC 7643 section 2.4), told from others by its `value`. */
export type TargetElement = { readonly value: string; readonly [sub: string]: string | boolean };

/** One attribute of one target object; `from` is null where the target has no value. */
export type Change = {
  readonly path: string;
  readonly from: TargetValue;
  readonly to: TargetValue;
  /** `to` joins what is there; nothing is taken away. */
  readonly adds?: true;
  /** Its values are shown to nobody. */
  readonly redacted?: true;
};

/** One condition of a matching question; `exact` where a difference in case is a difference. */
export type MatchTerm = { readonly path: string; readonly value: string; readonly exact?: boolean };

/** A matching question: which target objects have this value at this path, and all those besides? */
export type MatchKey = MatchTerm & { readonly and?: readonly MatchTerm[] };

/** Words of Microsoft Graph's `provisioningStepType`. */
export type Step = {
  readonly name: "import" | "scoping" | "matching" | "processing" | "referenceResolution" | "export";
  readonly status: "success" | "failure" | "skipped" | "warning";
  readonly details: string;
};

export type SkipReason =
  | "RedundantExport"
  /** Nothing differs, as far as can be told: an attribute could not be evaluated and is left alone. */
  | "AttributeNotEvaluated"
  /** What differs was written before, and the target does not keep it. */
  | "ValueNotKept"
  | "NotEffectivelyEntitled"
  | "AccountDisabled"
  | "AlreadyDisabled"
  | "ImportSkipped"
  | "ObjectFlowIgnored"
  | "ActionSwitchedOff"
  | "PolicyKeep"
  | "TargetGone"
  | "SourceIncomplete"
  | "Unreadable"
  /** A clause of the filter could not be evaluated. */
  | "ScopeUndecided"
  | "WaitsForGracePeriod";

export type FailCode =
  | "DuplicateTargetEntries"
  | "DuplicateSourceEntries"
  | "MandatoryFieldsMissing"
  | "AttributeConflict"
  /** All values that an expression offers are taken in the target. */
  | "EntryConflict"
  /** An attribute that decides whether the account is active could not be evaluated. */
  | "AttributeNotEvaluated"
  /** The target gave no usable answer about this one object. */
  | "EntryLookupFailed"
  | "LinkedByAnotherJob";

/** Why access ends; decides which policy of `deprovision` applies. */
export type Cause = "unassigned" | "outOfScope" | "disabled" | "softDeleted" | "hardDeleted" | "group";

/** What happens to the remembered pair of source and target, whatever the operation does to the account. */
export type LinkEffect =
  | { readonly kind: "keep" }
  /** The linked target object answered 404. */
  | { readonly kind: "drop" }
  /** The account was found, but belongs to a directory object that is not entitled any more: a rehire. */
  | { readonly kind: "move"; readonly from: string };

export type OperationKind = "create" | "link" | "update" | "disable" | "enable" | "delete" | "skip" | "fail";

/** What the plan says to do with one object. Apply reads this and nothing else. */
export type Operation = {
  readonly kind: OperationKind;
  readonly type: ObjectType;
  readonly source: { readonly id: string; readonly name: string };
  readonly targetId: string | null;
  readonly changes: readonly Change[];
  /** How to find the account again when a create meets 409; in order of precedence. */
  readonly match: readonly MatchKey[];
  readonly link: LinkEffect;
  readonly reason: SkipReason | FailCode | Cause | null;
  /** For people: the deciding clause, the holder of a value, the cure. */
  readonly message: string | null;
  readonly steps: readonly Step[];
  /** Digest of the values the account will have; the link remembers it once they are there. */
  readonly applied: string | null;
  /** What the link remembers then of values that have not been seen; null: what it remembers already. */
  readonly unkept: Unkept | null;
};

/** Why one object could not be provisioned; a cycle goes on after it. */
export type Failure = {
  /** A code of Entra's provisioning log where one fits. */
  readonly code: string;
  readonly message: string;
  readonly cure: string | null;
  /** Worth another try in the next cycle. */
  readonly transient: boolean;
};

const removals: ReadonlySet<OperationKind> = new Set(["disable", "delete"]);

/** True for what takes access away and is therefore applied last and counted by the guard. */
export function isRemoval(operation: Pick<Operation, "kind">): boolean {
  return removals.has(operation.kind);
}

/** What the plan warns of: attributes that are left alone as they could not be evaluated. */
export function warningsOf(steps: readonly Step[]): readonly string[] {
  const warnings = steps.filter(({ name, status }) => name === "processing" && status === "warning");
  return warnings.map(({ details }) => details);
}

/** Whether it decides if an account can be used. */
export function isAccess({ path }: Pick<Change, "path">): boolean {
  return path.toLowerCase() === "active";
}

export function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && "ref" in value;
}
