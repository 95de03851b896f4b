import { isRemoval, type Operation } from "./operation.ts";

/** What the guard counts and holds together. */
export type GuardClass = "userRemovals" | "groupRemovals" | "memberRemovals" | "creates" | "lostLinks";

/** Whether an operation as a whole belongs to a class; memberships are parts of their group's operation. */
export function belongsTo({ kind, type, link }: Operation, guardClass: GuardClass): boolean {
  switch (guardClass) {
    case "userRemovals":
      return type === "user" && isRemoval({ kind });
    case "groupRemovals":
      return type === "group" && isRemoval({ kind });
    case "creates":
      return kind === "create";
    case "lostLinks":
      return link.kind === "drop";
    case "memberRemovals":
      return false;
  }
}
