import { createClock } from "./clock.ts";
import { createControl } from "./control/control.ts";
import { makeCertificate } from "./certificate.ts";
import { application } from "./company/application.ts";
import { createChanges } from "./company/changes.ts";
import { foundCompany } from "./company/company.ts";
import { createDialpad } from "./dialpad/dialpad.ts";
import type { DialpadOptions } from "./dialpad/options.ts";
import { createScim } from "./dialpad/scim.ts";
import { createJournal } from "./journal.ts";
import { listen } from "./listen.ts";
import { createRandom } from "./random.ts";
import { createGraph } from "./tenant/graph.ts";
import { createLogin } from "./tenant/login.ts";
import { Subscriptions } from "./tenant/subscriptions/subscriptions.ts";
import { createTenant } from "./tenant/tenant.ts";

/** What a sandbox can be started with; all of it is JSON. */
export type SandboxOptions = {
  /** The same seed gives the same company and the same changes to it; 1 if left out. */
  readonly seed?: number;
  /** Whether the tenant has a company's 200 people and 12 groups, as it does if left out, or nobody. */
  readonly people?: "company" | "none";
  readonly dialpad?: Partial<DialpadOptions>;
};

/** Where a sandbox listens and what opens it. URLs have no slash at the end. */
export type SandboxAddresses = {
  /** Root of Microsoft Graph, without `/v1.0`. */
  readonly graphUrl: string;
  /** Root of the token endpoint, without the tenant. */
  readonly authorityUrl: string;
  /** SCIM base URL of Dialpad: `…/scim`. */
  readonly dialpadUrl: string;
  /** Root of the control API: `…/sandbox`. */
  readonly controlUrl: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly servicePrincipalId: string;
  /** Application id of the service principal. */
  readonly appId: string;
  readonly dialpadApiKey: string;
};

export type Sandbox = AsyncDisposable & SandboxAddresses & { readonly caPem: string };

const registration = {
  tenantId: "9b1d7f34-2c5e-4a86-8e0f-5d6c3b2a1f90",
  clientId: "4e8a2d17-93b6-4c5f-a1e0-7f6d5c4b3a29",
  clientSecret: "sandbox~secret.of-no-use-anywhere-else",
};
const dialpadApiKey = "sandbox-dialpad-key-of-no-use-anywhere-else";

/** Starts an Entra tenant and a Dialpad company on free ports of the loopback address. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  await using opened = new AsyncDisposableStack();
  const certificate = await makeCertificate();
  const clock = createClock();
  const random = createRandom(options.seed ?? 1);
  const journal = createJournal();
  const tenant = createTenant({ registration, servicePrincipal: application, clock, random });
  if (options.people !== "none") {
    for (const change of foundCompany(random)) tenant.directory.commit(change);
  }
  const dialpad = createDialpad(options.dialpad ?? {}, clock);
  dialpad.keys.set(dialpadApiKey, { admin: true });
  // Its own source of chance: how often Graph is asked must not change what happens in the company.
  const changes = createChanges(tenant.directory, createRandom((options.seed ?? 1) + 1));

  const subscriptions = opened.use(new Subscriptions(tenant));
  const login = opened.use(await listen(createLogin(tenant, { journal }), certificate));
  const graph = opened.use(await listen(createGraph(tenant, { journal, subscriptions }), certificate));
  const scim = opened.use(await listen(createScim(dialpad, { journal }), certificate));
  const control = createControl({ tenant, subscriptions, dialpad, journal, clock, changes });
  const controller = opened.use(await listen(control, certificate));
  const running = opened.move();
  return {
    ...registration,
    authorityUrl: login.url,
    graphUrl: graph.url,
    dialpadUrl: `${scim.url}/scim`,
    controlUrl: `${controller.url}/sandbox`,
    servicePrincipalId: application.id,
    appId: application.appId,
    dialpadApiKey,
    caPem: certificate.caPem,
    [Symbol.asyncDispose]: async () => await running.disposeAsync(),
  };
}
