import { Hono } from "hono";
import type { Journal } from "../journal.ts";
import { refuseToken, type TokenError, tokenErrors } from "./token-error.ts";
import type { Tenant } from "./tenant.ts";

/** The tenant's login endpoint: OpenID metadata and the client credentials flow. */
export function createLogin(tenant: Tenant, { journal }: { journal: Journal }): Hono {
  const app = new Hono();
  const { clock } = tenant;
  app.use(journal.record("login"));
  app.use(
    tenant.loginFaults.inject((status) =>
      refuseToken({ ...tokenErrors.temporarilyUnavailable(), status }, clock.now()),
    ),
  );

  app.get("/:tenant/v2.0/.well-known/openid-configuration", (context) => {
    const { origin } = new URL(context.req.url);
    const asked = context.req.param("tenant");
    if (asked !== tenant.tenantId) {
      return refuseToken({ ...tokenErrors.unknownTenant(asked), error: "invalid_tenant" }, clock.now());
    }
    const root = `${origin}/${tenant.tenantId}`;
    return context.json({
      token_endpoint: `${root}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
      jwks_uri: `${root}/discovery/v2.0/keys`,
      response_modes_supported: ["query", "fragment", "form_post"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      issuer: `${root}/v2.0`,
      authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
      tenant_region_scope: "EU",
    });
  });

  app.get("/:tenant/discovery/v2.0/keys", (context) => context.json({ keys: [] }));

  app.post("/:tenant/oauth2/v2.0/token", async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const asked = context.req.param("tenant");
    const error = asked === tenant.tenantId ? refusal(form, tenant) : tokenErrors.unknownTenant(asked);
    if (error !== null) return refuseToken(error, clock.now());
    const { tokenLifetimeSeconds: lifetimeSeconds, permissions } = tenant.settings;
    const token = tenant.tokens.issue({
      issuer: `https://sts.windows.net/${tenant.tenantId}/`,
      tenantId: tenant.tenantId,
      clientId: tenant.clientId,
      audience: (form.get("scope") ?? "").replace(/\/\.default$/, ""),
      roles: permissions,
      lifetimeSeconds,
    });
    return context.json({
      token_type: "Bearer",
      expires_in: lifetimeSeconds,
      ext_expires_in: lifetimeSeconds,
      access_token: token,
    });
  });

  return app;
}

const bearerAssertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const jsonWebToken = /^[\w-]+\.[\w-]+\.[\w-]*$/;

function refusal(form: URLSearchParams, tenant: Tenant): TokenError | null {
  const grant = form.get("grant_type");
  if (grant === null) return tokenErrors.missingParameter("grant_type");
  if (grant !== "client_credentials") return tokenErrors.unsupportedGrant(grant);
  const clientId = form.get("client_id");
  if (clientId === null) return tokenErrors.missingParameter("client_id");
  if (clientId !== tenant.clientId) return tokenErrors.unknownApplication(clientId);
  return refusedScope(form.get("scope"), tenant) ?? refusedCredential(form, tenant);
}

function refusedScope(scope: string | null, { tenantId }: Tenant): TokenError | null {
  if (scope === null) return tokenErrors.missingParameter("scope");
  if (!scope.endsWith("/.default")) return tokenErrors.scopeWithoutDefault(scope);
  const resource = scope.slice(0, -"/.default".length);
  // Graph goes by its public name and by the address it has here.
  const { protocol, hostname } = URL.parse(resource) ?? { protocol: "", hostname: "" };
  const isGraph = hostname === "graph.microsoft.com" || hostname === "127.0.0.1" || hostname === "localhost";
  return protocol === "https:" && isGraph ? null : tokenErrors.unknownResource(resource, tenantId);
}

function refusedCredential(form: URLSearchParams, tenant: Tenant): TokenError | null {
  const secret = form.get("client_secret");
  const assertion = form.get("client_assertion");
  if (secret !== null) {
    if (secret !== tenant.clientSecret) return tokenErrors.wrongSecret(tenant.clientId);
    return tenant.settings.secret === "expired" ? tokenErrors.expiredSecret(tenant.clientId) : null;
  }
  if (assertion === null) return tokenErrors.missingCredential();
  // Only its shape: which certificates and federated identities the application trusts is not modelled.
  const wellFormed = form.get("client_assertion_type") === bearerAssertion && jsonWebToken.test(assertion);
  return wellFormed ? null : tokenErrors.malformedAssertion();
}
