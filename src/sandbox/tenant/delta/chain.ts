import type { Selection } from "../render.ts";

/** What a series of delta queries follows; fixed by the request that opens it. */
export type Chain = {
  readonly type: "user" | "group";
  /** Null: every property, but neither members nor managers. */
  readonly select: Selection;
  /** Null: every object. */
  readonly ids: ReadonlySet<string> | null;
  /** False: it shows no change of members, whatever it selects. */
  readonly tracksMembers: boolean;
};

/** Where a chain stands: it has shown what was logged up to `seq`, except what is late. */
export type Position = {
  readonly chain: Chain;
  readonly seq: number;
  /** Numbers of earlier changes that are still to be shown. */
  readonly late: readonly number[];
};

export function selects({ select }: Chain, property: string): boolean {
  return select?.includes(property) === true;
}
