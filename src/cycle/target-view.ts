import type { ObjectType } from "../rules/directory.ts";
import type { Failure, MatchKey } from "../rules/operation.ts";
import type { TargetObject } from "../rules/target-object.ts";
import type { CycleContext } from "./context.ts";

/** Keys in order of precedence. */
export type Question = readonly MatchKey[];

/** What the target said about one object, or that it said nothing usable. */
export type Answer<T> =
  | { readonly kind: "answered"; readonly value: T }
  | { readonly kind: "failed"; readonly failure: Failure };

/** How a plan sees the target: through a request for each object, or through one listing of all. */
export interface TargetView {
  /** For each question the objects of its first key that has any; in the order asked. */
  match(
    type: ObjectType,
    questions: readonly Question[],
  ): Promise<readonly Answer<readonly TargetObject[]>[]>;
  /** In the order asked; null where the target answers 404. */
  read(type: ObjectType, ids: readonly string[]): Promise<readonly Answer<TargetObject | null>[]>;
}

/** What a view is opened from. */
export type ViewContext = Pick<CycleContext, "target" | "store" | "signal" | "observe" | "job">;
