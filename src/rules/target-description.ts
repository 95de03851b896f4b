import { property } from "./attribute-path.ts";
import { readCapabilities, type TargetCapabilities } from "./target-capabilities.ts";
import { isTargetSchema, type TargetSchema } from "./target-schema.ts";

/** What an application says of itself. */
export type TargetStatement = {
  /** Null where it says nothing usable of its attributes. */
  readonly schema: TargetSchema | null;
  readonly capabilities: Partial<TargetCapabilities>;
};

/** What is known of an application: plain data that is stored with the job. */
export type TargetDescription = TargetStatement & {
  /** What it was seen to do, whatever it says. */
  readonly learned: Partial<TargetCapabilities>;
};

export const unknownTarget: TargetDescription = { schema: null, capabilities: {}, learned: {} };

/** The description in stored JSON: as much of it as this release understands. */
export function readDescription(stored: unknown): TargetDescription {
  // Written by a release that kept the schema alone.
  if (isTargetSchema(stored)) return { ...unknownTarget, schema: stored };
  const schema = property(stored, "schema");
  return {
    schema: isTargetSchema(schema) ? schema : null,
    capabilities: readCapabilities(property(stored, "capabilities")),
    learned: readCapabilities(property(stored, "learned")),
  };
}
