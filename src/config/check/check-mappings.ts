import { parsePath } from "../../rules/attribute-path.ts";
import { generatedBy } from "../../rules/mapping.ts";
import type { Draft, DraftMapping, DraftObjects } from "./draft.ts";
import { touches, pathKey } from "./path-key.ts";
import type { Problem } from "../problem.ts";
import { keyProblem } from "../yaml/yaml-file.ts";

/** Problems of a single mapping that its expression alone does not show. */
export function* checkMappings(draft: Draft, objects: DraftObjects): Iterable<Problem> {
  const { yaml } = draft;
  const seen = new Map<string, DraftMapping>();
  for (const mapping of objects.mappings) {
    for (const objection of objectionsTo(mapping, { draft, objects })) {
      yield keyProblem(yaml, mapping.at, objection);
    }
    if (mapping.path === null) continue;
    const earlier = seen.get(pathKey(mapping.path));
    if (earlier !== undefined) {
      yield keyProblem(
        yaml,
        mapping.at,
        `${mapping.text} is the same attribute as ${earlier.text}: remove one of them`,
      );
    }
    seen.set(pathKey(mapping.path), mapping);
  }
}

/** The mapping that fills `members`; memberships travel on their own way. */
export function isMembers({ path }: Pick<DraftMapping, "path">): boolean {
  return path !== null && path.urn === null && path.attribute.toLowerCase() === "members";
}

function* objectionsTo(
  mapping: DraftMapping,
  { draft, objects }: { draft: Draft; objects: DraftObjects },
): Iterable<string> {
  const { path, expression, text } = mapping;
  if (path === null) return;
  const assigned = readOnly[objects.type].find(
    (name) => path.urn === null && name === path.attribute.toLowerCase(),
  );
  if (assigned !== undefined) yield `${text} cannot be mapped: the target assigns ${assigned} itself`;
  const { name, serverAssigned } = draft.profile;
  const owner = serverAssigned
    .map(parsePath)
    .find((candidate) => candidate !== null && touches(path, candidate));
  if (owner) yield `${text} cannot be mapped: profile ${name} says that the target assigns it itself`;

  if ((mapping.apply === "create" || mapping.apply === "add") && mapping.nulls === "clear") {
    const reason = mapping.apply === "create" ? "what is written once" : "what is only added to";
    yield `${text} cannot have nulls: clear with apply: ${mapping.apply}: ${reason} is never cleared`;
  }
  if (expression === null) return;
  if ((mapping.apply === "always" || mapping.apply === "add") && generatedBy(expression) !== "no") {
    yield `${text} cannot have apply: ${mapping.apply}: its expression makes a new value each time; write apply: create`;
  }
  if (objects.type === "user") return;
  if (isMembers(mapping) && (expression.text.trim() !== "[members]" || hasOptions(mapping))) {
    yield `${text} can only be mapped as exactly "[members]", without options`;
  } else if (!isMembers(mapping) && expression.reads.includes("members")) {
    yield `${text} cannot read [members]: only the target attribute members can be mapped to it`;
  }
  if (expression.calls.includes("DefaultDomain")) {
    yield `${text} cannot call DefaultDomain: groups have no userPrincipalName to take the domain from`;
  }
}

/** RFC 7643 section 3.1, and `groups` of section 4.1.2: read-only. */
const readOnly = { user: ["id", "meta", "schemas", "groups"], group: ["id", "meta", "schemas"] } as const;

function hasOptions({ apply, nulls, default: initial }: DraftMapping): boolean {
  return apply === "create" || apply === "add" || nulls === "clear" || initial !== undefined;
}
