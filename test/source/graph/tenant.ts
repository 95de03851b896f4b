import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EntraSourceConfig } from "../../../src/config/config.ts";
import { createHttpClient, type HttpClient } from "../../../src/http/client.ts";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { type SandboxProcess, spawnSandbox } from "../../../src/sandbox/spawn.ts";
import { defaultTenantSettings } from "../../../src/sandbox/tenant/settings.ts";
import { createEntraSource } from "../../../src/source/graph/entra-source.ts";
import { cyclePatience, type Patience } from "../../../src/source/graph/patience.ts";
import type { ReadRules } from "../../../src/source/graph/selection.ts";
import type { Source } from "../../../src/source/source.ts";

export type SourceOptions = {
  readonly config?: Partial<EntraSourceConfig>;
  readonly scope?: ReadRules["scope"];
  readonly nestedGroups?: boolean;
  readonly groupsRead?: readonly string[];
  /** What the rules for users read. */
  readonly reads?: readonly string[];
  /** What the rules for groups read; groups are not provisioned without. */
  readonly groupReads?: readonly string[];
  /** A cycle's if left out. */
  readonly patience?: Patience;
  /** Stands between the source and the network. */
  readonly wrap?: (http: HttpClient) => HttpClient;
};

/** A tenant in a process of its own, with everything a source of it needs. */
export type Tenant = AsyncDisposable & {
  readonly sandbox: SandboxProcess;
  source(options?: SourceOptions): Source;
  /** Changes the directory or the tenant's settings, one or several commands at once. */
  change(commands: unknown): Promise<void>;
  fault(faults: { login?: readonly object[]; graph?: readonly object[] }): Promise<void>;
  /** The tenant's time after a while. */
  later(ms: number): Promise<Date>;
  /** Ends all faults and settings. */
  calm(): Promise<void>;
  /** Paths that Graph was asked for since `mark`, items of batches included. */
  asked(): Promise<readonly string[]>;
  mark(): Promise<void>;
};

type Entry = { readonly seq: number; readonly method: string; readonly path: string };

export async function startTenant(options: SandboxOptions): Promise<Tenant> {
  await using opened = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "lockstep-tenant-"));
  opened.defer(async () => await rm(directory, { recursive: true }));
  const sandbox = opened.use(await spawnSandbox({ ...options, directory }));
  const http = opened.use(createHttpClient({ proxy: null, ca: sandbox.caPem, connections: 8 }));
  const running = opened.move();
  let since = 0;

  async function entries(): Promise<readonly Entry[]> {
    return (await sandbox.control(`journal?side=graph&since=${since}`)) as readonly Entry[];
  }

  async function change(commands: unknown): Promise<void> {
    await sandbox.control("tenant", commands);
  }

  return {
    sandbox,
    source: ({ wrap, config, scope = "assigned", nestedGroups = false, ...more }: SourceOptions = {}) =>
      createEntraSource({
        config: { ...configOf(sandbox), ...config },
        rules: {
          scope,
          nestedGroups,
          groupsRead: more.groupsRead ?? [],
          user: { reads: more.reads ?? [] },
          group: more.groupReads === undefined ? null : { reads: more.groupReads },
        },
        http: wrap?.(http) ?? http,
        patience: more.patience ?? cyclePatience,
      }),
    change,
    fault: async (faults) => void (await sandbox.control("faults", faults)),
    later: async (ms) => {
      const { now } = (await sandbox.control("clock", { advanceMs: ms })) as { now: number };
      return new Date(now);
    },
    calm: async () => {
      await sandbox.control("faults", { login: [], graph: [] });
      await change({ kind: "settings", settings: defaultTenantSettings });
    },
    asked: async () => (await entries()).map(({ path }) => path),
    mark: async () => {
      since = (await entries()).at(-1)?.seq ?? since;
    },
    [Symbol.asyncDispose]: async () => await running.disposeAsync(),
  };
}

export function configOf(sandbox: SandboxProcess): EntraSourceConfig {
  const { tenantId, clientId, clientSecret, servicePrincipalId, graphUrl, authorityUrl } = sandbox;
  return {
    type: "entra",
    tenantId,
    clientId,
    credential: { kind: "clientSecret", clientSecret },
    servicePrincipal: { id: servicePrincipalId },
    cloud: "public",
    graphUrl,
    authorityUrl,
    confirmAfterMs: 0,
  };
}
