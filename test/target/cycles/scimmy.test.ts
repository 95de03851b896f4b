import { after } from "node:test";
import { spawnScimmy } from "../../servers/spawn-scimmy.ts";
import { ableToAll, type Application, scimApplication, type ScimApplicationOptions } from "./application.ts";
import { testCycles } from "./contract.ts";

const scimmy = await spawnScimmy();
after(() => scimmy[Symbol.asyncDispose]());

/** It refuses booleans as text, and with that the dialect of Entra. */
testCycles("scimmy in rfc7644, in bulk", () => open({ dialect: "rfc7644" }));
testCycles("scimmy in rfc7644", () => open({ dialect: "rfc7644", capabilities: { bulk: null } }));
testCycles("scimmy in put", () => open({ dialect: "put", capabilities: { bulk: null } }));

async function open(options: Pick<ScimApplicationOptions, "dialect" | "capabilities">): Promise<Application> {
  await scimmy.empty();
  return scimApplication({ ...scimmy, traits: ableToAll, ...options });
}
