import type { LoggedChange } from "../directory.ts";
import type { Watched } from "./subscription.ts";

/** Something that subscribers are told of. */
export type Happening = {
  readonly seq: number;
  readonly at: number;
  readonly collection: "users" | "groups";
  readonly id: string;
  /** Creations, soft deletions and restorations are updates. */
  readonly changeType: "updated" | "deleted";
  /** Who came to a group or left it. */
  readonly member: { readonly id: string; readonly left: boolean } | null;
};

/** Null for what nobody can subscribe to: assignments, devices, the service principal. */
export function happeningOf({ seq, at, change, before, after }: LoggedChange): Happening | null {
  const object = after ?? before;
  if (object?.type !== "user" && object?.type !== "group") return null;
  return {
    seq,
    at,
    collection: object.type === "user" ? "users" : "groups",
    id: object.id,
    changeType: after === null ? "deleted" : "updated",
    member: "memberId" in change ? { id: change.memberId, left: change.kind === "removeMember" } : null,
  };
}

export function concerns({ collection, id, member }: Happening, watched: Watched): boolean {
  return (
    watched.collection === collection &&
    (watched.id === null || watched.id === id) &&
    (watched.part === null || member !== null)
  );
}
