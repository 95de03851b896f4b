import type { Failure, Operation } from "../rules/operation.ts";

/** Cures by code of Entra's provisioning log; the target's own failures bring theirs along. */
const cures: Readonly<Record<string, string>> = {
  DuplicateTargetEntries:
    "Delete or rename the duplicate in the application, or match by an attribute that is unique there.",
  DuplicateSourceEntries:
    "Give the two directory objects different values for the matching attribute, or unassign one of them.",
  MandatoryFieldsMissing: "Fill the attribute in the directory, or give its mapping a default.",
  LinkedByAnotherJob:
    "Let one job alone provision this account: unassign the object from the other application.",
  EntryLookupFailed:
    "Nothing: the next cycle asks again. If it stays, look at the message and at the application.",
  EntryConflict:
    "Give SelectUniqueValue one more value to choose from, best one that cannot run out, such as with RandomString.",
  AttributeNotEvaluated: "Correct the expression, or the value in the directory that it cannot work with.",
  Conflict: "Look in the application for who has this value already.",
  ConfirmedNotDone:
    "Look whether the application takes this change at all. Where it only shows it later, set target.verify to off.",
  AttributeConflict:
    "Free the value in the application, or change it in the directory. Two people who exchange unique values need " +
    "one of them changed by hand first: no temporary value is ever written.",
};

/** A failure that another cycle alone will not mend. */
export function permanentFailure(code: string, message: string): Failure {
  return { code, message, cure: cures[code] ?? null, transient: false };
}

/** A disturbance: the next cycle looks again and goes on from what it finds. */
export function transientFailure(message: string): Failure {
  return {
    code: "Timeout",
    message,
    cure: "Nothing: the next cycle looks it up and tries again.",
    transient: true,
  };
}

/** The failure that the plan already foresaw. */
export function plannedFailure({ reason, message }: Operation): Failure {
  const code = reason ?? "EntryLookupFailed";
  const told = message ?? "The plan gives no reason";
  return { ...permanentFailure(code, told), transient: code === "EntryLookupFailed" };
}
