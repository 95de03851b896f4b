import type { Compiled } from "../../expression/compile.ts";
import type { AttributePath } from "../../rules/attribute-path.ts";
import { parsePath } from "../../rules/attribute-path.ts";
import type { ObjectType } from "../../rules/directory.ts";
import { tryCompile } from "../shape/expression-flaws.ts";
import { generic } from "../profiles/generic.ts";
import type { Profile } from "../profiles/profile.ts";
import { findProfile } from "../profiles/profiles.ts";
import { readAt } from "../yaml/read-at.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";

/**
 * What can be made out of a job file that may still have problems: the checks between its parts read this, so
 * that they find theirs in the same run as the checks of single values.
 */
export type Draft = {
  readonly yaml: YamlFile;
  readonly profile: Profile;
  readonly objects: readonly DraftObjects[];
};

export type DraftObjects = {
  readonly type: ObjectType;
  readonly at: Path;
  /** In order of precedence, attributes that must all agree. */
  readonly match: readonly (readonly string[])[];
  readonly mappings: readonly DraftMapping[];
};

export type DraftMapping = {
  readonly at: Path;
  readonly text: string;
  readonly path: AttributePath | null;
  /** Null where the expression has flaws. */
  readonly expression: Compiled | null;
  readonly apply: unknown;
  readonly nulls: unknown;
  readonly default: unknown;
  readonly type: unknown;
};

export const defaultMatch = { user: ["userName"], group: ["displayName"] } as const;

/** Entra's default mapping of groups. */
export const defaultGroupAttributes = {
  displayName: "[displayName]",
  externalId: "[objectId]",
  members: "[members]",
} as const;

export function draftJob(yaml: YamlFile): Draft {
  const profile = readAt(yaml.value, ["target", "profile"]);
  const users = draftObjects(yaml, "user");
  const isGroups =
    isMapping(readAt(yaml.value, ["groups"])) && !isFalse(readAt(yaml.value, ["groups", "enabled"]));
  return {
    yaml,
    profile: (typeof profile === "string" ? findProfile(profile) : null) ?? generic,
    objects: isGroups ? [users, draftObjects(yaml, "group")] : [users],
  };
}

function draftObjects(yaml: YamlFile, type: ObjectType): DraftObjects {
  const at = type === "user" ? ["users"] : ["groups"];
  const match = readAt(yaml.value, [...at, "match"]);
  const written = readAt(yaml.value, [...at, "attributes"]);
  const attributes = written === undefined && type === "group" ? defaultGroupAttributes : written;
  const entries = isMapping(attributes) ? Object.entries(attributes) : [];
  return {
    type,
    at,
    match: (Array.isArray(match) ? match : defaultMatch[type]).map(pathsOf),
    mappings: entries.map(([text, mapping]) => draftMapping(text, mapping, [...at, "attributes", text])),
  };
}

function pathsOf(written: unknown): readonly string[] {
  const paths: readonly unknown[] = Array.isArray(written) ? written : [written];
  return paths.filter((path) => typeof path === "string");
}

function draftMapping(text: string, written: unknown, at: Path): DraftMapping {
  const expression = typeof written === "string" ? written : readAt(written, ["expression"]);
  return {
    at,
    text,
    path: parsePath(text),
    expression: typeof expression === "string" ? tryCompile(expression) : null,
    apply: readAt(written, ["apply"]),
    nulls: readAt(written, ["nulls"]),
    default: readAt(written, ["default"]),
    type: readAt(written, ["type"]),
  };
}

function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFalse(value: unknown): boolean {
  return value === false || value === "false";
}
