import { after } from "node:test";
import type { PatchDialect } from "../../../src/config/profiles/patch-choices.ts";
import { spawnBetterAuth } from "../../servers/spawn-better-auth.ts";
import { ableToAll, type Application, scimApplication } from "./application.ts";
import { testTarget } from "../contract.ts";
import { testCycles } from "./contract.ts";

const server = await spawnBetterAuth();
after(() => server[Symbol.asyncDispose]());

const dialects: readonly PatchDialect[] = ["rfc7644", "entra", "put"];
let opened = 0;

for (const dialect of dialects) testCycles(`better-auth in ${dialect}`, () => open(dialect));

/** Addresses are unique over all of the server's collections. */
function open(dialect: PatchDialect): Promise<Application> {
  opened += 1;
  const traits = { ...ableToAll, domain: `company${String(opened)}.example` };
  return Promise.resolve(scimApplication({ url: server.url, token: server.nextToken(), traits, dialect }));
}

testTarget(
  "scim target on better-auth",
  async () => {
    const application = await open("rfc7644");
    return { ...application, domain: application.traits.domain };
  },
  ["nickName", "several of one type"],
);
