import type { Problem } from "../problem.ts";
import { readAt } from "../yaml/read-at.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";
import { keyProblem, valueProblem } from "../yaml/yaml-file.ts";
import { describeAt, keysAt } from "./schema-keys.ts";
import { showValue } from "./show-value.ts";
import { suggest } from "../../expression/suggest.ts";
import { suggestOrList } from "./suggest.ts";
import type { z } from "zod";

/** `target.concurrency`, `users.filter[0][1]` */
export function printPath(path: Path): string {
  return path
    .map((segment, index) =>
      typeof segment === "number" ? `[${segment}]` : `${index === 0 ? "" : "."}${segment}`,
    )
    .join("");
}

export function mismatch(yaml: YamlFile, path: Path, should: string): Problem {
  const name = path.length === 0 ? "the file" : printPath(path);
  return valueProblem(yaml, path, `${name} should ${should}: is ${showValue(yaml, path)}`);
}

/** A word that is none of the words a key takes. */
export function unknownWord(yaml: YamlFile, path: Path, allowed: readonly string[]): Problem {
  const value = readAt(yaml.value, path);
  if (typeof value !== "string" || yaml.references.has(JSON.stringify(path))) {
    return mismatch(
      yaml,
      path,
      allowed.length === 1 ? `be ${allowed[0]}` : `be one of ${allowed.join(", ")}`,
    );
  }
  const name = printPath(path.filter((segment) => typeof segment === "string"));
  return valueProblem(yaml, path, `unknown ${name} "${value}": ${suggestOrList(value, allowed)}`);
}

/** `meant` is the key that was probably meant. */
export function unknownKey(
  yaml: YamlFile,
  path: Path,
  shape: z.ZodType,
): { readonly meant: string | null; readonly problem: Problem } {
  const parent = path.slice(0, -1);
  // YAML reads `null:`, and a colon alone, as a key without a name.
  const key = String(path.at(-1)) || "null";
  const meant = suggest(key, keysAt(shape, parent, yaml.value));
  const cure = meant === null ? "" : `: did you mean "${meant}"?`;
  return { meant, problem: keyProblem(yaml, path, `unknown key "${key}"${within(parent)}${cure}`) };
}

export function missingKey(yaml: YamlFile, path: Path, shape: z.ZodType): Problem {
  const parent = path.slice(0, -1);
  const description = describeAt(shape, path, yaml.value);
  const meaning = description === null ? "" : `: ${description}`;
  return valueProblem(yaml, parent, `missing key "${path.at(-1)}"${within(parent)}${meaning}`);
}

function within(path: Path): string {
  return path.length === 0 ? "" : ` in ${printPath(path)}`;
}
