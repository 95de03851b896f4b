import { generic } from "../../../src/config/profiles/generic.ts";
import { dialects } from "../../../src/config/profiles/patch-choices.ts";
import { memoryTarget } from "../memory-target.ts";
import { ableToAll } from "./application.ts";
import { testCycles } from "./contract.ts";

testCycles("memoryTarget()", () => {
  const target = memoryTarget({ pageSize: 3 });
  return Promise.resolve({
    target,
    config: {
      type: "scim",
      profile: generic,
      url: "https://scim.example.com",
      auth: { kind: "token", token: "secret", expires: null },
      rateLimit: 1_000,
      concurrency: 4,
      patch: dialects.rfc7644,
      capabilities: {},
      verify: "off",
    },
    traits: ableToAll,
    maps: [],
    writes: () => target.writes.length,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});
