import type { Problem } from "../problem.ts";
import { readAt } from "../yaml/read-at.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";
import { keyProblem } from "../yaml/yaml-file.ts";

/** Keys of the contract that the engine does not act on yet. */
const keys: readonly Path[] = [
  ["redis"],
  ["console", "listen"],
  ["smtp", "url"],
  ["schedule", "reconcile"],
  ["guard", "window"],
  ["guard", "minGroupSize"],
  ["quarantine"],
  ["drift"],
  ["notify"],
];

/** Warns of settings that somebody wrote in the belief that they do something. */
export function* settingsWithoutEffect(yaml: YamlFile): Iterable<Problem> {
  for (const path of keys) {
    const value = readAt(yaml.value, path);
    if (value === undefined || value === null || value === "") continue;
    yield keyProblem(yaml, path, `${path.join(".")} has no effect yet`);
  }
}
