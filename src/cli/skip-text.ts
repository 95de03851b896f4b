import type { SkipReason } from "../rules/operation.ts";

const meanings: Readonly<Record<SkipReason, string>> = {
  RedundantExport: "nothing differs",
  AttributeNotEvaluated: "an attribute cannot be evaluated and is left alone; nothing else differs",
  ValueNotKept: "the target does not keep what was written to it; nothing else differs",
  NotEffectivelyEntitled: "not assigned, or not in scope",
  AccountDisabled: "sign-in is blocked; not created while it is",
  AlreadyDisabled: "disabled already",
  ImportSkipped: "no matching attribute has a value",
  ObjectFlowIgnored: "an expression says IgnoreObjectFlow",
  ActionSwitchedOff: "the job's actions leave this kind of change out",
  PolicyKeep: "the job's deprovision policy keeps the account",
  TargetGone: "the account is gone already",
  SourceIncomplete: "the directory's answer is in doubt; nothing is taken away",
  Unreadable: "the directory shows the object, but not its attributes",
  ScopeUndecided: "a clause of the filter cannot be evaluated; everything stays as it is",
  WaitsForGracePeriod: "deleted when deprovision.gracePeriod has passed",
};

/** `RedundantExport (nothing differs)`; any other text as it is. */
export function skipText(reason: string): string {
  return isSkipReason(reason) ? `${reason} (${meanings[reason]})` : reason;
}

function isSkipReason(text: string): text is SkipReason {
  return Object.hasOwn(meanings, text);
}
