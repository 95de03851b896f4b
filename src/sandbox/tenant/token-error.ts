import { randomUUID } from "node:crypto";

/** A refusal of the token endpoint: OAuth's word for it and Entra's number and text. */
export type TokenError = {
  readonly status: number;
  readonly error: string;
  readonly code: number;
  readonly text: string;
};

export const tokenErrors = {
  wrongSecret: (clientId: string): TokenError => ({
    status: 401,
    error: "invalid_client",
    code: 7000215,
    text: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
  }),
  expiredSecret: (clientId: string): TokenError => ({
    status: 401,
    error: "invalid_client",
    code: 7000222,
    text: `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
  }),
  missingCredential: (): TokenError => ({
    status: 401,
    error: "invalid_client",
    code: 7000218,
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  }),
  malformedAssertion: (): TokenError => ({
    status: 401,
    error: "invalid_client",
    code: 50027,
    text: "JWT token is invalid or malformed.",
  }),
  unknownApplication: (clientId: string): TokenError => ({
    status: 400,
    error: "unauthorized_client",
    code: 700016,
    text: `Application with identifier '${clientId}' was not found in the directory 'Meridian'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  }),
  unknownTenant: (tenantId: string): TokenError => ({
    status: 400,
    error: "invalid_request",
    code: 90002,
    text: `Tenant '${tenantId}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  }),
  unknownResource: (resource: string, tenantId: string): TokenError => ({
    status: 400,
    error: "invalid_resource",
    code: 500011,
    text: `The resource principal named ${resource} was not found in the tenant named ${tenantId}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  }),
  scopeWithoutDefault: (scope: string): TokenError => ({
    status: 400,
    error: "invalid_scope",
    code: 1002012,
    text: `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  }),
  unsupportedGrant: (grant: string): TokenError => ({
    status: 400,
    error: "unsupported_grant_type",
    code: 70003,
    text: `The app requested an unsupported grant type '${grant}'.`,
  }),
  missingParameter: (name: string): TokenError => ({
    status: 400,
    error: "invalid_request",
    code: 900144,
    text: `The request body must contain the following parameter: '${name}'.`,
  }),
  temporarilyUnavailable: (): TokenError => ({
    status: 503,
    error: "temporarily_unavailable",
    code: 90033,
    text: "A transient error has occurred. Please try again.",
  }),
};

/** The envelope that Entra puts around every refusal. */
export function refuseToken({ status, error, code, text }: TokenError, now: number): Response {
  const timestamp = new Date(now)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z");
  const trace = randomUUID();
  const correlation = randomUUID();
  return Response.json(
    {
      error,
      error_description: `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
    { status, headers: { "Cache-Control": "no-store, no-cache", Pragma: "no-cache" } },
  );
}
