import { writeFile } from "node:fs/promises";
import { z } from "zod";
import { jobShape } from "./shape/job-shape.ts";
import { serviceShape } from "./shape/service-shape.ts";

/** The published JSON Schemas, as editors read them: file name in `config/schema/` → content. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  const shapes = { "lockstep.json": serviceShape, "job.json": jobShape };
  return new Map(Object.entries(shapes).map(([name, shape]) => [name, print(shape)]));
}

export const schemaFolder = new URL("../../config/schema/", import.meta.url);

function print(shape: z.ZodType): string {
  // Draft 7 is what the YAML extensions of editors know best; an editor sees what is written, before
  // conversion.
  return `${JSON.stringify(z.toJSONSchema(shape, { io: "input", target: "draft-7" }), null, 2)}\n`;
}

if (import.meta.main) {
  for (const [name, content] of jsonSchemas()) await writeFile(new URL(name, schemaFolder), content);
}
