import { StopError } from "../../../rules/stop-error.ts";
import { readAt } from "../../yaml/read-at.ts";
import { type EntraSchema, schemaShape } from "../schema-shape.ts";

/**
 * Reads what Entra's schema editor downloads, or what Graph answers to `GET …/jobs/{id}/schema`: bare, or in
 * an envelope. Throws `StopError` for what is no such schema.
 */
export function readSchema(text: string, file: string): EntraSchema {
  const json = parseJson(text.replace(/^\uFEFF/, ""), file);
  const found = unwrapped(json);
  if (found === null) throw refusal(`Cannot import ${file} as it is ${kindOf(json)}`, howToExport);
  const parsed = schemaShape.safeParse(found);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = (issue?.path ?? []).map(String).join(".");
  throw refusal(
    `Cannot import ${file} as ${place} is not what Entra exports: ${issue?.message}`,
    howToExport,
  );
}

/** Only a person can mend the choice of the file. */
export function refusal(message: string, cure: string, cause?: unknown): StopError {
  return new StopError("config", message, { cure, cause });
}

const howToExport =
  "In the Entra admin center: Enterprise apps → the application → Provisioning → Attribute mappings → " +
  "Show advanced options → Review your schema → Download.\n        Or ask Microsoft Graph: " +
  "GET /servicePrincipals/{id}/synchronization/jobs/{jobId}/schema";

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refusal(`Cannot import ${file} as it is no JSON: ${reason}`, howToExport, cause);
  }
}

/** Graph Explorer, PowerShell and templates each put something around it. */
function unwrapped(json: unknown): unknown {
  for (const path of [[], ["value"], ["value", 0], ["schema"], ["value", 0, "schema"]]) {
    const candidate = readAt(json, path);
    if (Array.isArray(readAt(candidate, ["synchronizationRules"]))) return candidate;
  }
  return null;
}

function kindOf(json: unknown): string {
  const first = readAt(json, ["value", 0]) ?? json;
  if (readAt(first, ["templateId"]) !== undefined) {
    return "a provisioning job and not its schema: the schema has an address of its own below the job";
  }
  if (readAt(json, ["error", "code"]) !== undefined) return "an error that Microsoft Graph answered";
  return 'no schema of Entra: it has no "synchronizationRules"';
}
