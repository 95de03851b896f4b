import { createHttpClient } from "../../src/http/client.ts";
import { property } from "../../src/rules/attribute-path.ts";
import type { SandboxProcess } from "../../src/sandbox/spawn.ts";

export type Feed = AsyncDisposable & {
  /** The rows of one more round, as Graph shows them. */
  readonly rows: () => Promise<readonly unknown[]>;
};

/** A change feed of the tenant from now on, asked without the engine: what it shows, and what it does not. */
export async function followFeed(sandbox: SandboxProcess, type: "users" | "groups"): Promise<Feed> {
  const http = createHttpClient({ proxy: null, ca: sandbox.caPem, connections: 1 });
  const { signal } = new AbortController();
  const { authorityUrl, tenantId, clientId, clientSecret, graphUrl } = sandbox;
  const form = new URLSearchParams({
    client_id: clientId,
    client_secret: clientSecret,
    grant_type: "client_credentials",
    scope: `${graphUrl}/.default`,
  });
  const answer = await http.request({
    method: "POST",
    url: `${authorityUrl}/${tenantId}/oauth2/v2.0/token`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
    signal,
  });
  const authorization = `Bearer ${String(property(JSON.parse(answer.body), "access_token"))}`;

  async function page(url: string): Promise<unknown> {
    const { body } = await http.request({ method: "GET", url, headers: { authorization }, signal });
    return JSON.parse(body);
  }

  const select = type === "users" ? "displayName,accountEnabled,manager" : "displayName,members";
  const first = await page(`${graphUrl}/v1.0/${type}/delta?$select=${select}&$deltatoken=latest`);
  let link: unknown = property(first, "@odata.deltaLink");
  return {
    async rows() {
      const rows: unknown[] = [];
      let next = link;
      while (typeof next === "string") {
        const part = await page(next);
        const value: unknown = property(part, "value");
        if (Array.isArray(value)) rows.push(...value);
        link = property(part, "@odata.deltaLink") ?? link;
        next = property(part, "@odata.nextLink");
      }
      return rows;
    },
    [Symbol.asyncDispose]: async () => await http[Symbol.asyncDispose](),
  };
}
