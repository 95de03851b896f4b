import {
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from "@azure/identity";
import type { EntraSourceConfig } from "../../config/config.ts";
import type { HttpClient } from "../../http/client.ts";
import type { Endpoints } from "./endpoints.ts";
import type { IdentityHttp } from "./identity-http.ts";

export type CredentialOptions = {
  readonly config: EntraSourceConfig;
  readonly endpoints: Endpoints;
  readonly http: HttpClient;
};

/**
 * The identity library's credential of the configured kind. It reads files and variables only when it is
 * asked for a token.
 */
export function createCredential(
  options: Omit<CredentialOptions, "http"> & { identityHttp: IdentityHttp },
): TokenCredential {
  const { config, endpoints, identityHttp } = options;
  const { tenantId, clientId, credential } = config;
  const shared = {
    authorityHost: endpoints.authorityUrl,
    disableInstanceDiscovery: endpoints.privateAuthority,
    httpClient: identityHttp.client,
    retryOptions: { maxRetries: 2 },
  };
  switch (credential.kind) {
    case "clientSecret":
      return new ClientSecretCredential(tenantId, clientId, credential.clientSecret, shared);
    case "certificate":
      return new ClientCertificateCredential(
        tenantId,
        clientId,
        { certificatePath: credential.path },
        shared,
      );
    case "managedIdentity":
      // Its endpoint is on this machine or its link-local network and speaks http: neither proxy nor
      // certificates apply.
      return new ManagedIdentityCredential(clientId === "" ? {} : { clientId });
    case "workloadIdentity":
      return new WorkloadIdentityCredential({ ...shared, tenantId, clientId });
  }
}
