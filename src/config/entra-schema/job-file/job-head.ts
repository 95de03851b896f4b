import type { ImportedJob } from "../imported.ts";

/** The begin of the job file: name, and both ends with their secrets in the environment. */
export function jobHead({ name, profile }: Pick<ImportedJob, "name" | "profile">): string {
  const own = environmentName(name);
  const principal = `${own}_SERVICE_PRINCIPAL_ID`;
  const variables = [
    ["ENTRA_TENANT_ID", "Entra admin center → Overview → Tenant ID"],
    ["ENTRA_CLIENT_ID", "App registrations → your app → Application (client) ID"],
    ["ENTRA_CLIENT_SECRET", "… → Certificates & secrets → the secret's value"],
    [principal, "Enterprise apps → the application → Object ID"],
    ...(profile === "dialpad" ? dialpadVariables : scimVariables(own)),
  ];
  const width = Math.max(...variables.map(([variable = ""]) => variable.length));
  const lines = variables.map(([variable = "", where = ""]) => `#   ${variable.padEnd(width)}  ${where}`);
  return `# yaml-language-server: $schema=../schema/job.json
#
# Microsoft Entra ID → ${name}, imported from a schema that Entra exported
#
# Set these environment variables, then run \`lockstep check ${name}\` and \`lockstep plan ${name}\`:
#
${lines.join("\n")}
#
# Instead of \${NAME}, \${file:/run/secrets/name} reads a file.

job: ${JSON.stringify(name)}

source:
  type: entra
  tenantId: \${ENTRA_TENANT_ID}
  clientId: \${ENTRA_CLIENT_ID}
  credential:
    clientSecret: \${ENTRA_CLIENT_SECRET}
  # Whoever is assigned to this enterprise application gets an account.
  servicePrincipalId: \${${principal}}

${profile === "dialpad" ? dialpadTarget : scimTarget(own, profile)}
`;
}

/** `SALES_APP` for `sales-app`; a variable begins with no digit. */
function environmentName(name: string): string {
  return name
    .replaceAll(/\W/g, "_")
    .replace(/^(?=\d)/, "APP_")
    .toUpperCase();
}

const dialpadVariables = [
  ["DIALPAD_API_KEY", "Dialpad, as a company admin → Company Settings → Authentication → API Keys"],
  ["DIALPAD_API_KEY_EXPIRES", "optional: the key's expiry date, such as 2027-06-30"],
];

const dialpadTarget = `target:
  type: scim
  profile: dialpad
  url: https://dialpad.com/scim          # no /v2 here
  auth:
    token: \${DIALPAD_API_KEY}
    expires: \${DIALPAD_API_KEY_EXPIRES:-}`;

function scimVariables(own: string): readonly string[][] {
  return [
    [`${own}_URL`, "Entra's Tenant URL of the application, such as https://app.example.com/scim/v2"],
    [`${own}_TOKEN`, "its Secret Token: a bearer token of the application"],
  ];
}

function scimTarget(own: string, profile: string): string {
  return `target:
  type: scim
  profile: ${profile}
  url: \${${own}_URL}
  auth:
    token: \${${own}_TOKEN}
    # clientCredentials:                 # OAuth in place of the token
    #   tokenUrl: https://app.example.com/oauth/token
    #   clientId: \${${own}_CLIENT_ID}
    #   clientSecret: \${${own}_CLIENT_SECRET}`;
}
