import type { JobConfig } from "../../config/config.ts";

/**
 * Whose subscriptions a job uses: Microsoft Graph documents that it keeps only one of an app registration on
 * one thing, so that jobs with the same registration have to share. Null for a directory that tells nobody.
 */
export function registrationOf({ source }: Pick<JobConfig, "source">): string | null {
  if (source.type !== "entra") return null;
  const { cloud, graphUrl, tenantId, clientId } = source;
  return `${cloud} ${graphUrl ?? ""} ${tenantId} ${clientId}`.toLowerCase();
}
