import { readFile } from "node:fs/promises";
import type { z } from "zod";
import type { Environment } from "./interpolate.ts";
import type { Problem } from "../problem.ts";
import { shapeProblems } from "../shape/shape-problems.ts";
import { parseYaml } from "./yaml-file.ts";
import type { YamlFile } from "./yaml-file.ts";

/** A file held against the shape it should have. */
export type Reading<Written> = {
  /** Null when the file is no YAML. */
  readonly yaml: YamlFile | null;
  /** Null when the file has problems. */
  readonly written: Written | null;
  readonly problems: readonly Problem[];
};

/** Null when there is no such file. */
export async function readConfigFile<Shape extends z.ZodType>(
  file: string,
  options: { shape: Shape; env: Environment },
): Promise<Reading<z.output<Shape>> | null> {
  const { shape, env } = options;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    const message = `cannot read this file (${code})`;
    return { yaml: null, written: null, problems: [{ file, line: 1, column: 1, message }] };
  }
  const { yaml, problems } = parseYaml(text, { file, env });
  if (yaml === null) return { yaml, written: null, problems };
  const found = [...problems, ...shapeProblems(yaml, shape)];
  const parsed = shape.safeParse(yaml.value);
  return { yaml, written: found.length === 0 && parsed.success ? parsed.data : null, problems: found };
}
