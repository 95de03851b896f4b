import type { TargetStatement } from "../../../rules/target-description.ts";
import type { Line } from "../line.ts";
import { readResourceTypes } from "./resource-types.ts";
import { readSchema } from "./schema.ts";
import { readServiceProviderConfig } from "./service-provider-config.ts";

/** What the application says of itself (RFC 7644 section 4), every part of it as far as it is there. */
export async function describeTarget(
  line: Line,
  { signal }: { signal: AbortSignal },
): Promise<TargetStatement> {
  const config = await readServiceProviderConfig(line, { signal });
  const types = await readResourceTypes(line, { signal });
  const schema = await readSchema(line, { signal });
  const capabilities = { ...config, ...types };
  line.capabilities.assume({ capabilities, learned: line.capabilities.learned });
  return { schema, capabilities };
}
