import type { Clock } from "../clock.ts";
import { createFaults, type Faults } from "../faults.ts";
import { Accounts } from "./accounts.ts";
import { ApiKeys } from "./api-keys.ts";
import { Groups } from "./groups.ts";
import { type DialpadOptions, defaultDialpadOptions } from "./options.ts";

/** One Dialpad company. */
export type Dialpad = {
  readonly accounts: Accounts;
  readonly groups: Groups;
  readonly keys: ApiKeys;
  readonly faults: Faults;
};

export function createDialpad(options: Partial<DialpadOptions>, clock: Clock): Dialpad {
  const accounts = new Accounts({ ...defaultDialpadOptions, ...options }, clock);
  return { accounts, groups: new Groups(accounts, clock), keys: new ApiKeys(clock), faults: createFaults() };
}
