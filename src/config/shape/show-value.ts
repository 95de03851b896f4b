import { isSecretPath } from "../check/literal-secrets.ts";
import { readAt } from "../yaml/read-at.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";

/**
 * What a message may say of a value: never a secret, and of a value with a variable only the variable's name.
 */
export function showValue(yaml: YamlFile, path: Path): string {
  const value = readAt(yaml.value, path);
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (isSecretPath(path)) return `a ${typeof value}`;
  return JSON.stringify(yaml.references.get(JSON.stringify(path)) ?? value) ?? "missing";
}
