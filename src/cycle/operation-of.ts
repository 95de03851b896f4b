import { isDeepStrictEqual } from "node:util";
import type { Decision } from "../rules/decide.ts";
import { creationChanges } from "../rules/diff.ts";
import { nameOf } from "../rules/directory.ts";
import { filteredOutBy, type Finding, isEntitled, undecided, weighedIn } from "../rules/facts.ts";
import { keyText } from "../rules/key-text.ts";
import { someOf } from "../rules/some-of.ts";
import { isRemoval, type LinkEffect, type Operation, type Step } from "../rules/operation.ts";
import { nothingUnkept, type Unkept } from "../rules/unkept.ts";
import type { Candidate } from "./candidate.ts";
import { unkeptTexts } from "./unkept-text.ts";

/** What was found and decided about one candidate. */
export type Decided = {
  readonly candidate: Candidate;
  readonly finding: Finding;
  readonly decision: Decision;
  /** Assigned groups that the object comes through; empty: by an assignment of its own, or by none. */
  readonly through: readonly string[];
  /** How values came to be chosen, for people. */
  readonly notes: readonly string[];
};

const keep: LinkEffect = { kind: "keep" };

/** A decision, written out so that apply needs nothing else, with the steps that led to it. */
export function operationOf(decided: Decided): Operation {
  const { candidate, finding, decision } = decided;
  const { object, link } = candidate.mirrored;
  const common = {
    type: object.type,
    source: { id: object.id, name: nameOf(object) },
    targetId: link?.targetId ?? null,
    changes: [],
    match: [],
    link: keep,
    reason: null,
    message: null,
    steps: stepsOf(decided),
    applied: candidate.digest,
    unkept: null,
  };
  switch (decision.kind) {
    case "create":
      return {
        ...common,
        kind: "create",
        targetId: null,
        changes: creationChanges(candidate.desired),
        match: candidate.keys,
        link: decision.link,
      };
    case "link":
      return {
        ...common,
        kind: "link",
        targetId: decision.targetId,
        changes: decision.changes,
        match: candidate.keys,
        link: decision.link,
        unkept: rememberedBy(decided),
      };
    case "update":
    case "enable":
      return {
        ...common,
        kind: decision.kind,
        changes: decision.changes,
        match: candidate.keys,
        unkept: rememberedBy(decided),
      };
    case "disable":
    case "delete": {
      const changes = decision.kind === "disable" && finding.kind === "present" ? finding.changes : [];
      return { ...common, kind: decision.kind, changes, reason: decision.cause, applied: null };
    }
    case "skip":
      return {
        ...common,
        kind: "skip",
        link: decision.link,
        reason: decision.reason,
        message: decision.message,
        unkept: rememberedBy(decided),
      };
    case "fail":
      return { ...common, kind: "fail", reason: decision.code, message: decision.message };
  }
}

/** A read that is in doubt takes nothing away: the removal waits for a better one. */
export function withheld(operation: Operation, doubts: readonly string[]): Operation {
  if (!isRemoval(operation)) return operation;
  return { ...operation, kind: "skip", changes: [], reason: "SourceIncomplete", message: doubts.join("; ") };
}

/** What the link has to remember of this look; null where that is what it remembers already. */
function rememberedBy({ candidate, finding }: Decided): Unkept | null {
  const { link } = candidate.mirrored;
  const unkept = isEntitled(candidate.facts.entitlement) ? weighedIn(finding)?.unkept : undefined;
  return unkept === undefined || isDeepStrictEqual(unkept, link?.unkept ?? nothingUnkept) ? null : unkept;
}

function stepsOf({ candidate, finding, decision, through, notes }: Decided): readonly Step[] {
  const { facts, desired } = candidate;
  const steps: Step[] = [importStep(candidate), scopingStep(candidate, through)];
  if (finding.kind !== "notAsked") steps.push(matchingStep(candidate, finding));
  // Of who loses access nothing else is written.
  const problems = isEntitled(facts.entitlement) ? desired.problems : [];
  for (const { path, message } of problems) {
    steps.push({ name: "processing", status: "warning", details: `${path} is left alone: ${message}` });
  }
  for (const details of unkeptTexts(weighedIn(finding)?.news ?? [], candidate.rules)) {
    steps.push({ name: "processing", status: "warning", details });
  }
  for (const details of notes) steps.push({ name: "processing", status: "success", details });
  if (decision.kind === "skip" || decision.kind === "fail") {
    const reason = decision.kind === "skip" ? decision.reason : decision.code;
    const status = decision.kind === "skip" ? "skipped" : "failure";
    const details = decision.message === null ? reason : `${reason}: ${decision.message}`;
    steps.push({ name: "processing", status, details });
  } else if (!isEntitled(facts.entitlement)) {
    steps.push({ name: "processing", status: "success", details: `${decision.kind}: access has ended` });
  }
  return steps;
}

function importStep({ facts }: Candidate): Step {
  if (!facts.readable) {
    return {
      name: "import",
      status: "warning",
      details: "the directory shows the object but not its attributes",
    };
  }
  return { name: "import", status: "success", details: facts.object.state };
}

function scopingStep({ facts: { entitlement } }: Candidate, through: readonly string[]): Step {
  const { causes, scope } = entitlement;
  if (causes.length > 0) {
    const clause = filteredOutBy(entitlement);
    const details = [causes.join(", "), ...(clause === null ? [] : [clause])].join(": ");
    return { name: "scoping", status: "skipped", details };
  }
  const problem = undecided(entitlement);
  if (problem !== null) return { name: "scoping", status: "warning", details: problem };
  const because = scope.kind === "passes" ? scope.because : [];
  const assigned = through.length === 0 ? "assigned" : `assigned through ${someOf(through, 3)}`;
  return { name: "scoping", status: "success", details: [`${assigned} and in scope`, ...because].join("; ") };
}

function matchingStep(
  { keys, mirrored, rules }: Candidate,
  finding: Exclude<Finding, { kind: "notAsked" }>,
): Step {
  const questions = keys.map((key) => keyText(key, rules)).join(", then ");
  switch (finding.kind) {
    case "failed":
      return { name: "matching", status: "failure", details: finding.failure.message };
    case "present":
      return { name: "matching", status: "success", details: `linked to ${finding.object.id}` };
    case "gone":
      return {
        name: "matching",
        status: "warning",
        details: `linked to ${mirrored.link?.targetId ?? "nothing"}, which is gone; ${questions}: ${finding.match.kind}`,
      };
    case "matched":
      return { name: "matching", status: "success", details: `${questions}: ${finding.match.kind}` };
  }
}
