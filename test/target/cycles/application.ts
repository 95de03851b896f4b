import type { ScimTargetConfig } from "../../../src/config/config.ts";
import { generic } from "../../../src/config/profiles/generic.ts";
import { dialects, type PatchDialect } from "../../../src/config/profiles/patch-choices.ts";
import type { Profile } from "../../../src/config/profiles/profile.ts";
import { createHttpClient, type HttpClient } from "../../../src/http/client.ts";
import type { HttpResponse } from "../../../src/http/message.ts";
import { createScimTarget } from "../../../src/target/scim/scim-target.ts";
import type { Target } from "../../../src/target/target.ts";

/** What is known beforehand of an application that cycles are run against. */
export type Traits = {
  /** Of its users' addresses. */
  readonly domain: string;
  /** Whether a value that was written to this path of a user is there afterwards. */
  keeps(path: string): boolean;
  /** Whether it has groups at all. */
  hasGroups(): boolean;
  /** `userName` and a group's `displayName` can change. */
  renames(type: "user" | "group"): boolean;
};

/** An application that is empty, and what a job knows about it. */
export type Application = AsyncDisposable & {
  readonly target: Target;
  readonly config: ScimTargetConfig;
  readonly traits: Traits;
  /** Paths of users that every job for it maps, besides those that all jobs map. */
  readonly maps: readonly string[];
  /** How often something was sent so far that is not a question. */
  readonly writes: () => number;
};

/** Everything that an ordinary application can do. */
export const ableToAll: Traits = {
  domain: "example.com",
  keeps: () => true,
  hasGroups: () => true,
  renames: () => true,
};

export type ScimApplicationOptions = {
  readonly url: string;
  readonly token: string;
  readonly traits: Traits;
  readonly maps?: readonly string[];
  readonly dialect?: PatchDialect;
  readonly profile?: Profile;
  readonly concurrency?: number;
  /** What the job says that the server can do, whatever it says of itself. */
  readonly capabilities?: ScimTargetConfig["capabilities"];
};

/** The SCIM target on a server that somebody else opens and closes. */
export function scimApplication(options: ScimApplicationOptions): Application {
  const { url, token, traits, maps = [], dialect = "rfc7644", profile = generic, concurrency = 4 } = options;
  const capabilities = options.capabilities ?? profile.capabilities;
  const http = createHttpClient({ proxy: null, ca: null, connections: 4 });
  const config: ScimTargetConfig = {
    type: "scim",
    url,
    auth: { kind: "token", token, expires: null },
    rateLimit: 1_000_000,
    concurrency,
    patch: dialects[dialect],
    capabilities,
    verify: profile.verify,
    profile: { ...profile, rateLimit: 1_000_000, concurrency, patch: dialects[dialect] },
  };
  let writes = 0;
  const counting: HttpClient = {
    request: async (request) => {
      if (request.method !== "GET") writes += 1;
      const response = await http.request(request);
      return { ...response, headers: withoutLocation(response.headers) };
    },
    [Symbol.asyncDispose]: async () => await http[Symbol.asyncDispose](),
  };
  const target = createScimTarget({ config, http: counting });
  return {
    target,
    config,
    traits,
    maps,
    writes: () => writes,
    async [Symbol.asyncDispose]() {
      await target[Symbol.asyncDispose]();
      await http[Symbol.asyncDispose]();
    },
  };
}

/** Where servers say that things are is where they seldom are: nobody may so much as look. */
function withoutLocation(headers: HttpResponse["headers"]): HttpResponse["headers"] {
  const others = { ...headers };
  return Object.defineProperty(others, "location", {
    get: () => {
      throw new Error("The header Location was read");
    },
  });
}
