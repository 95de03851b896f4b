import { z } from "zod";
import { readAt } from "../yaml/read-at.ts";
import type { Path } from "../yaml/yaml-file.ts";

type Schema = z.core.JSONSchema.BaseSchema;

/** Keys that a mapping may have. */
export function keysAt(shape: z.ZodType, path: Path, value: unknown): readonly string[] {
  return schemasAt(shape, path, value).flatMap(({ properties = {} }) => Object.keys(properties));
}

/** What the value at a path means, as its JSON Schema says. */
export function describeAt(shape: z.ZodType, path: Path, value: unknown): string | null {
  return (
    schemasAt(shape, path, value).find(({ description }) => description !== undefined)?.description ?? null
  );
}

function schemasAt(shape: z.ZodType, path: Path, root: unknown): readonly Schema[] {
  let schemas = formsOf(z.toJSONSchema(shape, { io: "input" }), root);
  path.forEach((segment, index) => {
    const value = readAt(root, path.slice(0, index + 1));
    schemas = schemas.flatMap((schema) => formsOf(below(schema, segment), value));
  });
  return schemas;
}

function below(schema: Schema, segment: string | number): Schema | null {
  if (typeof segment === "number") return asSchema(schema.items);
  return asSchema(schema.properties?.[segment]) ?? asSchema(schema.additionalProperties);
}

function asSchema(candidate: unknown): Schema | null {
  const isMapping = typeof candidate === "object" && candidate !== null && !Array.isArray(candidate);
  return isMapping ? (candidate as Schema) : null;
}

/** A schema of several forms stands for those whose `type` is the one that was written. */
function formsOf(schema: Schema | null, value: unknown): readonly Schema[] {
  if (schema === null) return [];
  const written: readonly unknown[] = schema.oneOf ?? schema.anyOf ?? [];
  const forms = written.map(asSchema).filter((form) => form !== null);
  const type = readAt(value, ["type"]);
  const chosen = forms.filter(
    (form) => type === undefined || asSchema(form.properties?.["type"])?.["const"] === type,
  );
  return [schema, ...chosen];
}
