import type { Compiled } from "../expression/compile.ts";
import type { AttributePath } from "./attribute-path.ts";
import type { ObjectType, RelationName } from "./directory.ts";
import type { AttributeKind } from "./schema.ts";
import type { Filter } from "./scope/scope.ts";

/** One target attribute and where its value comes from. */
export type Mapping = {
  readonly path: AttributePath;
  readonly expression: Compiled;
  /** Applies at creation only. */
  readonly default: string | null;
  /** `add`: values join those that are there, and none is ever taken away. */
  readonly apply: "always" | "create" | "add";
  readonly nulls: "skip" | "clear";
  /** The type a value has to take. */
  readonly kind: AttributeKind;
  /** Whether the attribute takes a list. Null: nobody says so, and the values decide. */
  readonly multiValued: boolean | null;
  /** Whether two values that differ in case are two values. Null: neither the job nor the target says so. */
  readonly caseExact: boolean | null;
  /** Whether an object cannot be created without it. Null: neither the job nor the target says so. */
  readonly required: boolean | null;
  /**
   * What the target makes of values: it has the latest, it keeps the first for good, or it shows none of them
   * to anybody.
   */
  readonly retention: "latest" | "first" | "hidden";
  /** What the job file itself says, for decisions that no schema may turn. */
  readonly byJob: Pick<Mapping, "caseExact" | "required"> & { readonly kind: AttributeKind | null };
  /** The value flows to the target and is shown nowhere else. */
  readonly redacted: boolean;
  /** `once`: made up anew at each evaluation; `unique`: chosen by what the target has already. */
  readonly generated: "no" | "once" | "unique";
};

export type Action = "create" | "update" | "delete";

/** Everything that decides what becomes of one kind of object. */
export type ObjectRules = {
  readonly type: ObjectType;
  readonly actions: ReadonlySet<Action>;
  /** Null: no filter, everybody passes. */
  readonly filter: Filter | null;
  /** In order of precedence, target paths that must all agree; each one has a mapping. */
  readonly match: readonly (readonly string[])[];
  readonly mappings: readonly Mapping[];
  /** Target attributes whose values are shown nowhere. */
  readonly redactedPaths: ReadonlySet<string>;
  /** Target attributes without which job or target let nobody be created. */
  readonly requiredPaths: readonly string[];
  /** Whether mappings read the clock. */
  readonly mapsByClock: boolean;
  /** Groups only: whether memberships are provisioned. */
  readonly members: boolean;
  /** Entra attribute names that filter and mappings read; the source selects these. */
  readonly reads: readonly string[];
  /** True: what they say can change while nothing in the directory does, so every object is always due. */
  readonly readsClock: boolean;
  readonly relations: readonly RelationName[];
};

export type RemovalPolicy = "disable" | "delete" | "keep";

export type Deprovision = {
  readonly unassigned: RemovalPolicy;
  readonly outOfScope: RemovalPolicy;
  readonly disabled: RemovalPolicy;
  readonly softDeleted: RemovalPolicy;
  readonly hardDeleted: RemovalPolicy;
  readonly group: "delete" | "keep";
  /** How long a delete waits in the disabled state. */
  readonly gracePeriodMs: number;
};

export type Guard = {
  readonly maxRemovals: number;
  readonly maxRemovalsPercent: number;
  readonly minimum: number;
  readonly minGroupSize: number;
  readonly maxCreates: number;
  readonly windowMs: number;
};

/** A job's rules, compiled: what the pure half of the engine needs to know. */
export type Rules = {
  readonly scope: "assigned" | "all";
  readonly nestedGroups: boolean;
  /** Groups that rules ask about by id or name, whether they are assigned or not. */
  readonly groupsRead: readonly string[];
  readonly user: ObjectRules;
  /** Null: groups are not provisioned. */
  readonly group: ObjectRules | null;
  readonly deprovision: Deprovision;
  readonly guard: Guard;
  /** Changes when any rule changes; a new value makes the next cycle evaluate every object. */
  readonly fingerprint: string;
};

export function rulesFor(rules: Rules, type: ObjectType): ObjectRules | null {
  switch (type) {
    case "user":
      return rules.user;
    case "group":
      return rules.group;
  }
}
