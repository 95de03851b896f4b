import type { ScimTargetConfig } from "../../../src/config/config.ts";
import { createHttpClient } from "../../../src/http/client.ts";
import { type Clock, systemClock } from "../../../src/http/clock.ts";
import { createScimTarget } from "../../../src/target/scim/scim-target.ts";
import type { Target } from "../../../src/target/target.ts";
import { type Scimmy, spawnScimmy } from "../../servers/spawn-scimmy.ts";
import { dialects } from "../../../src/config/profiles/patch-choices.ts";

export type OpenScimmy = AsyncDisposable & { readonly target: Target; readonly scimmy: Scimmy };

/** The SCIM target and a scimmy server of its own. */
export async function openScimmy(): Promise<OpenScimmy> {
  const scimmy = await spawnScimmy();
  const { target, close } = openTarget({
    url: scimmy.url,
    auth: { kind: "token", token: scimmy.token, expires: null },
  });
  return {
    target,
    scimmy,
    async [Symbol.asyncDispose]() {
      await close();
      await scimmy[Symbol.asyncDispose]();
    },
  };
}

export function openTarget(
  settings: Pick<ScimTargetConfig, "url" | "auth"> &
    Partial<Pick<ScimTargetConfig, "patch" | "capabilities">> & {
      pageSize?: number;
      serverAssigned?: readonly string[];
      clock?: Clock;
    },
): {
  target: Target;
  close: () => Promise<void>;
} {
  const {
    url,
    auth,
    patch = dialects.rfc7644,
    capabilities = {},
    pageSize = 3,
    serverAssigned = [],
    clock = systemClock,
  } = settings;
  const http = createHttpClient({ proxy: null, ca: null, connections: 4 });
  const config: ScimTargetConfig = {
    type: "scim",
    url,
    auth,
    rateLimit: 1_000_000,
    concurrency: 4,
    patch,
    capabilities,
    verify: "off",
    profile: {
      name: "generic",
      rateLimit: 1_000_000,
      concurrency: 4,
      pageSize,
      memberBatch: 100,
      groupRename: true,
      serverAssigned,
      patch: dialects.rfc7644,
      verify: "off",
      capabilities: {},
    },
  };
  const target = createScimTarget({ config, http, clock });
  return {
    target,
    async close() {
      await target[Symbol.asyncDispose]();
      await http[Symbol.asyncDispose]();
    },
  };
}
