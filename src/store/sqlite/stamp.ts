import type { Beside } from "../mirror.ts";

/** What everything that one read reports is stored with. */
export type Stamp = {
  readonly read: number;
  readonly now: number;
  /** What rules read of others: whom a change makes dirty. */
  readonly relations: Beside["relations"];
  readonly nested: boolean;
};

/** Left out, all relations are read. */
export function stampOf(read: number, now: Date, dependants: Beside | undefined): Stamp {
  const { relations = ["manager", "memberOf"], nested = false } = dependants ?? {};
  return { read, now: now.getTime(), relations, nested };
}
