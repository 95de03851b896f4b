import { dialects } from "./patch-choices.ts";
import type { Profile } from "./profile.ts";

/** Any SCIM 2.0 server: what RFC 7644 lets a client expect, and the pace of Entra's own service. */
export const generic: Profile = {
  name: "generic",
  rateLimit: 25,
  concurrency: 8,
  pageSize: 100,
  memberBatch: 100,
  groupRename: true,
  serverAssigned: [],
  patch: dialects.rfc7644,
  verify: "off",
  capabilities: {},
};
