import type { Decision } from "../rules/decide.ts";
import { type Finding, isEntitled } from "../rules/facts.ts";
import { brokenMatch, type Candidate } from "./candidate.ts";
import { unkeptTexts } from "./unkept-text.ts";

/**
 * Says what lies behind a decision: which attribute could not be evaluated. A disable that cannot be worked
 * out fails: the account would be taken for disabled and be as active as before.
 */
export function explainDecision(
  decision: Decision,
  { candidate, finding }: { readonly candidate: Candidate; readonly finding: Finding },
): Decision {
  switch (decision.kind) {
    case "skip":
      if (decision.reason === "RedundantExport") return explainSame(decision, { candidate, finding });
      return decision.reason === "ImportSkipped" && decision.message === null
        ? { ...decision, message: unmatchable(candidate) }
        : decision;
    case "fail":
      return decision.code === "MandatoryFieldsMissing" ? withProblem(decision, candidate) : decision;
    case "disable": {
      const message = unevaluatedEnd(candidate, finding);
      return message === null ? decision : { kind: "fail", code: "AttributeNotEvaluated", message };
    }
    case "create":
    case "link":
    case "update":
    case "enable":
    case "delete":
      return decision;
  }
}

/** Nothing is to be written: because nothing differs, or because writing it is no use. */
function explainSame(
  decision: Decision & { kind: "skip" },
  { candidate, finding }: { readonly candidate: Candidate; readonly finding: Finding },
): Decision {
  const weighed = finding.kind === "present" ? finding : null;
  const texts = unkeptTexts(weighed?.withheld ?? [], candidate.rules);
  const unkept: Decision = { ...decision, reason: "ValueNotKept", message: texts.join("; ") };
  if (weighed !== null && weighed.news.length > 0) return unkept;
  if (isPartial(candidate)) return { ...decision, reason: "AttributeNotEvaluated" };
  return texts.length > 0 ? unkept : decision;
}

/** Nothing differs as far as can be told. */
function isPartial({ facts, desired }: Candidate): boolean {
  return desired.problems.length > 0 && isEntitled(facts.entitlement);
}

/** Why nobody can be asked for: `userName cannot be evaluated: …`, `userName has no value`. */
function unmatchable({ rules, desired }: Candidate): string {
  const broken = brokenMatch(rules, desired);
  if (broken !== null) return `${broken.path} cannot be evaluated: ${broken.message}`;
  const entries = rules.match.map((paths) => paths.join(" with "));
  if (entries.length > 1) return `none of ${entries.join(", ")} has a value`;
  return `${entries.join("")} has no value`;
}

function withProblem(decision: Decision & { kind: "fail" }, { facts, desired }: Candidate): Decision {
  const problem = desired.problems.find(({ path }) => path === facts.missing);
  if (problem === undefined) return decision;
  return { ...decision, message: `${problem.path} is required and cannot be evaluated: ${problem.message}` };
}

function unevaluatedEnd({ rules, desired }: Candidate, finding: Finding): string | null {
  if (desired.problems.length === 0) return null;
  const ending = rules.mappings.filter(({ expression }) => expression.reads.includes("IsSoftDeleted"));
  const paths = new Set(ending.map(({ path }) => path.text));
  const broken = desired.problems.filter(({ path }) => paths.has(path));
  const changes = finding.kind === "present" ? finding.changes.length : 0;
  const decisive = broken.find(({ path }) => changes === 0 || path.toLowerCase() === "active");
  if (decisive === undefined) return null;
  return `${decisive.path} cannot be evaluated, so the account stays as it is: ${decisive.message}`;
}
