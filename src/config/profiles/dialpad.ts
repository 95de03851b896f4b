import { dialects } from "./patch-choices.ts";
import type { Profile } from "./profile.ts";

/**
 * Dialpad. Its interfaces share 20 requests a second in each company, so half of that is left to its other
 * integrations. It assigns telephone numbers itself, and it ignores new names of groups.
 */
export const dialpad: Profile = {
  name: "dialpad",
  rateLimit: 10,
  concurrency: 4,
  pageSize: 100,
  memberBatch: 100,
  groupRename: false,
  serverAssigned: ['phoneNumbers[type eq "Dialpad"]'],
  patch: dialects.rfc7644,
  verify: "off",
  capabilities: {},
};
