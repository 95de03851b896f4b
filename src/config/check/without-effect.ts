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
  yield* patchWithoutEffect(yaml);
}

/** Choices of `target.patch` that another one makes idle. */
function* patchWithoutEffect(yaml: YamlFile): Iterable<Problem> {
  const patch: Path = ["target", "patch"];
  const [dialect, attributes, elements] = ["dialect", "attributes", "elements"].map((name) =>
    readAt(yaml.value, [...patch, name]),
  );
  const written = readAt(yaml.value, patch);
  if (typeof written !== "object" || written === null) return;
  for (const name of Object.keys(written)) {
    const path = [...patch, name];
    if (name === "dialect") continue;
    if (dialect === "put")
      yield keyProblem(yaml, path, `${path.join(".")} has no effect: put sends no PATCH`);
    else if (name === "names" && attributes !== "pathless") {
      yield keyProblem(yaml, path, "target.patch.names has no effect without attributes: pathless");
    } else if (name === "missingElement" && elements === "whole") {
      yield keyProblem(yaml, path, "target.patch.missingElement has no effect with elements: whole");
    }
  }
}
