import type { Clock } from "../clock.ts";
import { createFaults, type Faults } from "../faults.ts";
import type { Random } from "../random.ts";
import { AccessTokens } from "./access-tokens.ts";
import { Directory } from "./directory.ts";
import type { ServicePrincipal } from "./directory-object.ts";
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
  readonly tokens: AccessTokens;
  readonly clock: Clock;
  readonly random: Random;
  readonly loginFaults: Faults;
  readonly graphFaults: Faults;
  settings: TenantSettings;
};

export type TenantParts = {
  readonly registration: Registration;
  readonly servicePrincipal: ServicePrincipal;
  readonly clock: Clock;
  readonly random: Random;
};

export function createTenant({ registration, servicePrincipal, clock, random }: TenantParts): Tenant {
  return {
    ...registration,
    directory: new Directory(servicePrincipal, clock),
    tokens: new AccessTokens(clock),
    clock,
    random,
    loginFaults: createFaults(),
    graphFaults: createFaults(),
    settings: defaultTenantSettings,
  };
}
