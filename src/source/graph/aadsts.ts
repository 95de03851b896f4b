/** Entra's sign-in error numbers that an app registration can meet, in plain words, each with its cure. */
export const aadsts: Readonly<Record<string, { readonly reason: string; readonly cure: string }>> = {
  "50034": unknownTenant(),
  "53003": {
    reason: "a Conditional Access policy blocks it",
    cure: "Exclude the app registration from the policy for workload identities, or run from an allowed network",
  },
  "90002": unknownTenant(),
  "500011": {
    reason: "Microsoft Graph of this cloud is not known in the tenant",
    cure: "Check source.cloud: a tenant of a national cloud needs its own",
  },
  "700016": {
    reason: "the tenant has no such application",
    cure: "Check source.clientId (the Application (client) ID of the app registration) and source.tenantId",
  },
  "700024": {
    reason: "the signed assertion is not valid at this time",
    cure: "Correct this machine's clock; with workload identity, check that the mounted token is renewed",
  },
  "700027": {
    reason: "the certificate is not one of the app registration's, or its signature is wrong",
    cure: "Upload the certificate to the app registration (Certificates & secrets), or name the right file",
  },
  "700038": {
    reason: "the client id is not one of an application",
    cure: "Check source.clientId: it is the Application (client) ID of the app registration",
  },
  "700211": noFederation(),
  "700213": noFederation(),
  "70021": noFederation(),
  "900023": unknownTenant(),
  "7000112": {
    reason: "the application is disabled in the tenant",
    cure: "Enable it in Entra: Enterprise applications, Properties, Enabled for users to sign in",
  },
  "7000215": {
    reason: "the client secret is wrong",
    cure: "Set source.credential.clientSecret to the secret's value, not its ID; if the value is lost, make a new secret",
  },
  "7000222": {
    reason: "the client secret has expired",
    cure: "Make a new secret in the app registration (Certificates & secrets) and set source.credential.clientSecret to its value",
  },
  "7000229": {
    reason: "the application has no service principal in the tenant",
    cure: "Give admin consent to the app registration in this tenant",
  },
};

function unknownTenant(): { reason: string; cure: string } {
  return {
    reason: "there is no such tenant",
    cure: "Check source.tenantId (Entra: Overview, Tenant ID) and source.cloud",
  };
}

function noFederation(): { reason: string; cure: string } {
  return {
    reason: "the app registration does not trust this workload's token",
    cure: "Add a federated credential to the app registration whose issuer, subject and audience are those of the workload",
  };
}
