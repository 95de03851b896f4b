import type { Clock } from "../clock.ts";
import { createFaults, type Faults } from "../faults.ts";
import type { Random } from "../random.ts";
import { AccessTokens } from "./access-tokens.ts";
import { DeltaTokens } from "./delta/delta-tokens.ts";
import { Directory } from "./directory.ts";
import type { ServicePrincipal } from "./directory-object.ts";
import { type Endpoint, Replicas } from "./replicas.ts";
import { defaultTenantSettings, type TenantSettings } from "./settings.ts";

/** The application that reads the directory, as registered in the tenant. */
type Registration = {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

/** One Entra tenant: what its token endpoint and its Graph share. */
export type Tenant = Registration & {
  readonly directory: Directory;
  /** What an endpoint sees of the directory at this moment. */
  replica(endpoint: Endpoint): Directory;
  readonly tokens: AccessTokens;
  readonly deltaTokens: DeltaTokens;
  readonly clock: Clock;
  readonly random: Random;
  readonly loginFaults: Faults;
  readonly graphFaults: Faults;
  settings: TenantSettings;
  /** Empties the directory and ends its history, all settings and all faults; access tokens stay good. */
  reset(): void;
};

export type TenantParts = {
  readonly registration: Registration;
  readonly servicePrincipal: ServicePrincipal;
  readonly clock: Clock;
  readonly random: Random;
};

export function createTenant({ registration, servicePrincipal, clock, random }: TenantParts): Tenant {
  const directory = new Directory(servicePrincipal, clock);
  const replicas = new Replicas(directory, clock);
  const tenant: Tenant = {
    ...registration,
    directory,
    replica: (endpoint) => replicas.of(endpoint, tenant.settings.lagMs[endpoint]),
    tokens: new AccessTokens(clock),
    deltaTokens: new DeltaTokens(clock),
    clock,
    random,
    loginFaults: createFaults(),
    graphFaults: createFaults(),
    settings: defaultTenantSettings,
    reset() {
      directory.clear();
      replicas.clear();
      tenant.deltaTokens.clear();
      tenant.loginFaults.set([]);
      tenant.graphFaults.set([]);
      tenant.settings = defaultTenantSettings;
    },
  };
  return tenant;
}
