// Run by graph-client.test.ts, which trusts the sandbox's authority through NODE_EXTRA_CA_CERTS.
import { ClientSecretCredential } from "@azure/identity";
import { Client } from "@microsoft/microsoft-graph-client";
import type { SandboxAddresses } from "../../../src/sandbox/sandbox.ts";

const addresses = JSON.parse(process.argv[2] ?? "{}") as SandboxAddresses;
const secret = process.argv[3] ?? addresses.clientSecret;
const credential = new ClientSecretCredential(addresses.tenantId, addresses.clientId, secret, {
  authorityHost: addresses.authorityUrl,
  disableInstanceDiscovery: true,
});
const client = Client.initWithMiddleware({
  baseUrl: addresses.graphUrl,
  customHosts: new Set([new URL(addresses.graphUrl).hostname]),
  authProvider: {
    getAccessToken: async () => (await credential.getToken(`${addresses.graphUrl}/.default`)).token,
  },
});

type Page = { value: unknown[]; "@odata.nextLink"?: string };

async function count(path: string): Promise<number> {
  let found = 0;
  for (let next: string | undefined = path; next !== undefined;) {
    const page = (await client.api(next).get()) as Page;
    found += page.value.length;
    next = page["@odata.nextLink"];
  }
  return found;
}

try {
  const users = await count("/users?$select=id,displayName&$top=90");
  const groups = await count("/groups?$select=id&$top=5");
  const requests = [{ id: "1", method: "GET", url: "/users?$top=1&$select=id" }];
  const batch = (await client.api("/$batch").post({ requests })) as { responses: { status: number }[] };
  process.stdout.write(JSON.stringify({ users, groups, batch: batch.responses[0]?.status }));
} catch (error) {
  process.stdout.write(JSON.stringify({ error: String(error) }));
}
