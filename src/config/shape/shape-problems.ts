import type { z } from "zod";
import type { Problem } from "../problem.ts";
import { readAt } from "../yaml/read-at.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";
import { isUnresolved, keyProblem, textProblem, valueProblem } from "../yaml/yaml-file.ts";
import type { LeafParams } from "./leaf.ts";
import { showValue } from "./show-value.ts";
import { mismatch, missingKey, printPath, unknownKey, unknownWord } from "./wording.ts";

type Issue = z.core.$ZodIssue;

type Context = {
  readonly yaml: YamlFile;
  readonly shape: z.ZodType;
  /** Paths (as JSON) of keys that are there in a wrong spelling. */
  readonly misspelt: Set<string>;
};

/** What a file's values are, held against what they should be: every difference, in words. */
export function shapeProblems(yaml: YamlFile, shape: z.ZodType): readonly Problem[] {
  const issues = shape.safeParse(yaml.value).error?.issues ?? [];
  return [...problemsOfAll(issues, [], { yaml, shape, misspelt: new Set() })];
}

/** Unknown keys come first, so that a misspelt one is not reported as missing besides. */
function* problemsOfAll(issues: readonly Issue[], parent: Path, context: Context): Iterable<Problem> {
  const unknown = issues.filter(({ code }) => code === "unrecognized_keys");
  const others = issues.filter(({ code }) => code !== "unrecognized_keys");
  for (const issue of [...unknown, ...others]) {
    const path = [
      ...parent,
      ...issue.path.map((segment) => (typeof segment === "number" ? segment : String(segment))),
    ];
    if (!isUnresolved(context.yaml, path)) yield* problemsOf(issue, path, context);
  }
}

function* problemsOf(issue: Issue, path: Path, context: Context): Iterable<Problem> {
  const { yaml } = context;
  if (issue.code === "unrecognized_keys") yield* unknownKeys(issue.keys, path, context);
  else if (path.length > 0 && readAt(yaml.value, path) === undefined) yield* missing(path, context);
  else yield* wrongValue(issue, path, context);
}

function* unknownKeys(
  keys: readonly string[],
  path: Path,
  { yaml, shape, misspelt }: Context,
): Iterable<Problem> {
  for (const key of keys) {
    const { meant, problem } = unknownKey(yaml, [...path, key], shape);
    if (meant !== null) misspelt.add(JSON.stringify([...path, meant]));
    yield problem;
  }
}

function* missing(path: Path, { yaml, shape, misspelt }: Context): Iterable<Problem> {
  if (!misspelt.has(JSON.stringify(path))) yield missingKey(yaml, path, shape);
}

function* wrongValue(issue: Issue, path: Path, context: Context): Iterable<Problem> {
  const { yaml } = context;
  switch (issue.code) {
    case "invalid_type":
      yield wrongType(issue.expected, path, yaml);
      return;
    case "invalid_value":
      yield unknownWord(yaml, path, issue.values.map(String));
      return;
    case "invalid_union":
      if (issue.errors.length > 0) yield* wrongForm(issue, path, context);
      else yield unknownWord(yaml, path, discriminators(issue));
      return;
    case "invalid_key":
      for (const { message } of issue.issues) yield keyProblem(yaml, path, message);
      return;
    case "too_small":
      if (issue.origin === "string" || issue.origin === "array") {
        yield valueProblem(yaml, path, `${printPath(path)} should not be empty`);
        return;
      }
      yield mismatch(
        yaml,
        path,
        `be ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`,
      );
      return;
    case "too_big":
      yield mismatch(yaml, path, `be at most ${issue.maximum}`);
      return;
    case "custom":
      yield custom(issue, path, yaml);
      return;
    case "invalid_format":
    case "not_multiple_of":
    case "invalid_element":
    case "unrecognized_keys":
      yield valueProblem(yaml, path, `${printPath(path)} ${issue.message}: is ${showValue(yaml, path)}`);
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

/** zod hands these over, but its types do not say so. */
function discriminators(issue: z.core.$ZodIssueInvalidUnion): readonly string[] {
  return "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

/** Of several forms, the one whose kind of value was written is the one that was meant. */
function* wrongForm(issue: z.core.$ZodIssueInvalidUnion, path: Path, context: Context): Iterable<Problem> {
  const { yaml } = context;
  const meant = issue.errors.find((errors) =>
    errors.every((error) => error.code !== "invalid_type" || error.path.length > 0),
  );
  if (meant !== undefined) {
    yield* problemsOfAll(meant, path, context);
    return;
  }
  const isMapping = issue.errors
    .flat()
    .some((error) => error.code === "invalid_type" && error.expected === "object");
  if (!isMapping) {
    yield mismatch(yaml, path, "be text, a number or true or false");
    return;
  }
  const problem = mismatch(yaml, path, "be an expression in quotes, or a mapping with one");
  yield { ...problem, message: `${problem.message}${quoteCure(readAt(yaml.value, path))}` };
}

function wrongType(expected: string, path: Path, yaml: YamlFile): Problem {
  const problem = mismatch(yaml, path, `be ${typeNames[expected] ?? expected}`);
  const cure = expected === "array" ? listCure(yaml, path) : "";
  return { ...problem, message: `${problem.message}${cure}` };
}

/** A list of one is easily written as that one; a filter is a list of lists. */
function listCure(yaml: YamlFile, path: Path): string {
  const value = readAt(yaml.value, path);
  if (typeof value === "string") return `; write [${showValue(yaml, path)}]`;
  const isMapping = typeof value === "object" && value !== null;
  return isMapping ? `; write "- " before ${path.at(-1) === "filter" ? "each group" : "it"}` : "";
}

/** `userName: [mail]` is a list in YAML. */
function quoteCure(value: unknown): string {
  const isBare = Array.isArray(value) && value.length === 1 && typeof value[0] === "string";
  return isBare ? `; write "[${value[0]}]"` : "";
}

function custom(issue: z.core.$ZodIssueCustom, path: Path, yaml: YamlFile): Problem {
  const { showValue: isShown = false, key, at }: LeafParams = issue.params ?? {};
  if (at !== undefined) return textProblem(yaml, path, { message: issue.message, at });
  const blamed = key === undefined ? path : [...path, key];
  const isPredicate = issue.message.startsWith("should ");
  const is = isShown ? `: is ${showValue(yaml, blamed)}` : "";
  return valueProblem(yaml, blamed, `${isPredicate ? `${printPath(blamed)} ` : ""}${issue.message}${is}`);
}
