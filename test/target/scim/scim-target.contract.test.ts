import { after } from "node:test";
import { spawnScimmy } from "../../servers/spawn-scimmy.ts";
import { testTarget } from "../contract.ts";
import { openTarget } from "./open-scimmy.ts";

const scimmy = await spawnScimmy();
after(() => scimmy[Symbol.asyncDispose]());

testTarget("scim target on scimmy", async () => {
  await scimmy.empty();
  const auth = { kind: "token", token: scimmy.token, expires: null } as const;
  const { target, close } = openTarget({ url: scimmy.url, auth });
  return { target, [Symbol.asyncDispose]: close };
});
