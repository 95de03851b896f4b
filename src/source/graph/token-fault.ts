import type { EntraSourceConfig } from "../../config/config.ts";
import type { TransportError } from "../../http/transport-error.ts";
import { StopError } from "../../rules/stop-error.ts";
import { aadsts } from "./aadsts.ts";
import type { IdentityFailure } from "./identity-http.ts";

type Attempt = {
  readonly config: EntraSourceConfig;
  readonly authorityUrl: string;
  readonly last: IdentityFailure | null;
};

/** The identity library's words for an answer that it cannot make sense of. */
const senseless = /endpoints_resolution_error|network_error|Response had no/;

/**
 * What a failure to get a token means, in plain words; a `TransportError` where there was no answer at all.
 */
export function tokenFault(
  error: unknown,
  { config, authorityUrl, last }: Attempt,
): StopError | TransportError {
  if (last?.kind === "noAnswer") return last.error;
  const message = error instanceof Error ? error.message : String(error);
  const said = last === null ? message : `${message}\n${last.body}`;
  const code = /AADSTS(\d+)/.exec(said)?.[1];
  const known = code === undefined ? undefined : aadsts[code];
  const action = `Cannot get a token for client ${config.clientId} in tenant ${config.tenantId}`;
  if (code !== undefined && known !== undefined) {
    return new StopError("credentials", `${action}: ${known.reason} (AADSTS${code})`, {
      cure: known.cure,
      cause: error,
    });
  }
  if (last?.kind === "refusal" && (last.status === 429 || last.status >= 500)) {
    const cure =
      "Wait: the next cycle tries again. If it lasts, look at the service health of Microsoft Entra";
    return new StopError("unreachable", `${action}: the token endpoint answers ${last.status}`, {
      cure,
      cause: error,
    });
  }
  if (code === undefined && senseless.test(message)) {
    const cure = "Check source.authorityUrl, if it is set, and the proxy on the way there";
    const reason = `${authorityUrl} does not answer as a token endpoint does`;
    return new StopError("unreachable", `${action}: ${reason}`, { cure, cause: error });
  }
  const [reason = message] = (/AADSTS\d+: .*/.exec(said)?.[0] ?? message).split(/\r?\n| Trace ID/);
  return new StopError("credentials", `${action}: ${reason}`, { cure: cureOf(config), cause: error });
}

function cureOf({ credential }: EntraSourceConfig): string {
  switch (credential.kind) {
    case "clientSecret":
      return "Check source.tenantId, source.clientId, source.credential.clientSecret and, if set, source.authorityUrl";
    case "certificate":
      return `Check that ${credential.path} is a PEM file with the certificate and its private key, that it may be read, and that the certificate is uploaded to the app registration`;
    case "managedIdentity":
      return "Run this on an Azure machine or service that has a managed identity, or use another source.credential";
    case "workloadIdentity":
      return "Run this where a federated token is mounted and AZURE_FEDERATED_TOKEN_FILE names it, or use another source.credential";
  }
}
