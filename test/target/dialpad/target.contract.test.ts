import { testTarget } from "../contract.ts";
import { openDialpad } from "./dialpad-application.ts";
import { optionsOf } from "./lazy-options.ts";

testTarget(
  "scim target on the sandbox Dialpad",
  async () => {
    const application = await openDialpad(optionsOf({}), "rfc7644");
    return { ...application, domain: application.traits.domain };
  },
  ["displayName", "nickName", "roles", "phoneNumbers", "manager", "several of one type"],
);
