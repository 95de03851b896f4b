import { z } from "zod";
import type { ObjectType } from "../../rules/directory.ts";
import { clauseShape } from "../shape/clause-shape.ts";

/**
 * What a job says and Entra's schema has no place for travels in the metadata of the rule, whose keys are
 * free. Entra passes it by.
 */
export const keptPrefix = "lockstep:";

export type Metadata = readonly { readonly key: string; readonly value: string }[];

const matchList = z.array(z.array(z.string()).min(1));

/** Options of a mapping; null: left out. */
const keptOptions = z
  .object({
    default: z.string().nullable(),
    apply: z.enum(["always", "create", "add"]).nullable(),
    nulls: z.enum(["skip", "clear"]).nullable(),
    required: z.boolean().nullable(),
    caseExact: z.boolean().nullable(),
    type: z.enum(["string", "boolean", "number"]).nullable(),
  })
  .partial();

/** Holds only as long as the schema says `instead`, which is all that Entra understands of it. */
const keptMatch = z.object({ instead: matchList, match: matchList });

function keptFilter(type: ObjectType) {
  const groups = z.array(z.array(clauseShape(type)).min(1)).nullable();
  return z.object({ instead: groups, filter: groups });
}

export type KeptOptions = z.output<typeof keptOptions>;

export type KeptObjects = {
  readonly match: z.output<typeof keptMatch> | null;
  readonly filter: z.output<ReturnType<typeof keptFilter>> | null;
  readonly attributes: Readonly<Record<string, KeptOptions>>;
};

/** The job's own keys, beyond users and groups. */
export type KeptJob = {
  readonly name: string | null;
  readonly profile: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
};

export function readKeptJob(metadata: Metadata): KeptJob {
  return {
    name: parsed(metadata, "job", z.string()),
    profile: parsed(metadata, "profile", z.string()),
    settings: parsed(metadata, "settings", z.record(z.string(), z.unknown())) ?? {},
  };
}

export function readKeptObjects(metadata: Metadata, type: ObjectType): KeptObjects {
  return {
    match: parsed(metadata, `${type}s.match`, keptMatch),
    filter: parsed(metadata, `${type}s.filter`, keptFilter(type)),
    attributes: parsed(metadata, `${type}s.attributes`, z.record(z.string(), keptOptions)) ?? {},
  };
}

export function writeKeptJob({ name, profile, settings }: KeptJob): Metadata {
  return [...entry("job", name), ...entry("profile", profile), ...entry("settings", orNull(settings))];
}

export function writeKeptObjects({ match, filter, attributes }: KeptObjects, type: ObjectType): Metadata {
  return [
    ...entry(`${type}s.match`, match),
    ...entry(`${type}s.filter`, filter),
    ...entry(`${type}s.attributes`, orNull(attributes)),
  ];
}

function entry(key: string, value: unknown): Metadata {
  return value === null ? [] : [{ key: `${keptPrefix}${key}`, value: JSON.stringify(value) }];
}

function orNull(record: Readonly<Record<string, unknown>>): unknown {
  return Object.keys(record).length === 0 ? null : record;
}

/** Null where there is none, or none that can be understood. */
function parsed<Shape extends z.ZodType>(
  metadata: Metadata,
  name: string,
  shape: Shape,
): z.output<Shape> | null {
  const found = metadata.find(({ key }) => key === `${keptPrefix}${name}`);
  if (found === undefined) return null;
  try {
    return shape.safeParse(JSON.parse(found.value)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
