import type { Expansion } from "../mirror.ts";

/** The read whose records are being stored. */
export type OngoingRead = {
  /** Its number: what it reports is seen in it. */
  readonly read: number;
  readonly now: number;
  /** What rules read of others: whom a change makes dirty. */
  readonly relations: Expansion["relations"];
  readonly nested: boolean;
};

/** Left out, all relations are read. */
export function ongoingRead(read: number, now: Date, expansion: Expansion | undefined): OngoingRead {
  const { relations = ["manager", "memberOf"], nested = false } = expansion ?? {};
  return { read, now: now.getTime(), relations, nested };
}
