import { checkMappings } from "./check-mappings.ts";
import { checkMatch } from "./check-match.ts";
import { checkDisable } from "./check-disable.ts";
import { checkStrict } from "./check-strict.ts";
import { draftJob } from "./draft.ts";
import type { Draft } from "./draft.ts";
import type { Problem } from "../problem.ts";
import { profileNames } from "../profiles/profiles.ts";
import { readAt } from "../yaml/read-at.ts";
import { listWithOr } from "../shape/suggest.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";
import { unknownWord } from "../shape/wording.ts";
import { isUnresolved, valueProblem } from "../yaml/yaml-file.ts";

/** What must hold between the parts of a job file. */
export function* checkJob(yaml: YamlFile): Iterable<Problem> {
  const draft = draftJob(yaml);
  yield* checkSource(yaml);
  yield* checkTarget(draft);
  for (const objects of draft.objects) {
    yield* checkMappings(draft, objects);
    yield* checkMatch(draft, objects);
  }
  yield* checkDisable(draft);
  yield* checkStrict(draft);
}

function* checkSource(yaml: YamlFile): Iterable<Problem> {
  if (readAt(yaml.value, ["source", "type"]) !== "entra") return;
  yield* exactlyOne(yaml, ["source"], ["servicePrincipalId", "appId"]);
  const kinds = ["clientSecret", "certificate", "managedIdentity", "workloadIdentity"];
  yield* exactlyOne(yaml, ["source", "credential"], kinds);
}

function* checkTarget({ yaml }: Draft): Iterable<Problem> {
  yield* exactlyOne(yaml, ["target", "auth"], ["token", "clientCredentials"]);
  const profile = readAt(yaml.value, ["target", "profile"]);
  const isKnown = typeof profile !== "string" || profileNames().includes(profile);
  if (!isKnown && !isUnresolved(yaml, ["target", "profile"])) {
    yield unknownWord(yaml, ["target", "profile"], profileNames());
  }
}

function* exactlyOne(yaml: YamlFile, at: Path, keys: readonly string[]): Iterable<Problem> {
  const mapping = readAt(yaml.value, at);
  if (typeof mapping !== "object" || mapping === null || Array.isArray(mapping)) return;
  const written = keys.filter((key) => Object.hasOwn(mapping, key));
  if (written.length === 1) return;
  const is = written.length === 0 ? "has none of them" : `has ${written.join(" and ")}`;
  yield valueProblem(yaml, at, `${at.join(".")} should have one of ${listWithOr(keys)}: it ${is}`);
}
