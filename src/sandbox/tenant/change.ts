import { randomUUID } from "node:crypto";
import { z } from "zod";

const properties = z.record(z.string(), z.unknown());
const newId = z.string().default(() => randomUUID());

/** The role of those who are assigned without one. */
const defaultAccess = "00000000-0000-0000-0000-000000000000";

/**
 * Everything that can happen to the directory. A property that is null was cleared; one that was never set is
 * not there. `remove…` and `purge` are final; `softDelete` can be restored.
 */
export const directoryChangeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("createUser"), id: newId, properties }),
  z.strictObject({ kind: z.literal("updateUser"), id: z.string(), properties }),
  z.strictObject({ kind: z.literal("setManager"), id: z.string(), managerId: z.string().nullable() }),
  z.strictObject({ kind: z.literal("createGroup"), id: newId, properties }),
  z.strictObject({ kind: z.literal("updateGroup"), id: z.string(), properties }),
  /** Devices and other applications: members of groups, and principals, that are neither user nor group. */
  z.strictObject({
    kind: z.literal("createOther"),
    id: newId,
    type: z.enum(["device", "servicePrincipal"]),
    displayName: z.string(),
  }),
  z.strictObject({ kind: z.literal("softDelete"), id: z.string() }),
  z.strictObject({ kind: z.literal("restore"), id: z.string() }),
  z.strictObject({ kind: z.literal("purge"), id: z.string() }),
  z.strictObject({ kind: z.literal("addMember"), groupId: z.string(), memberId: z.string() }),
  z.strictObject({ kind: z.literal("removeMember"), groupId: z.string(), memberId: z.string() }),
  z.strictObject({
    kind: z.literal("assign"),
    id: newId,
    principalId: z.string(),
    appRoleId: z.string().default(defaultAccess),
  }),
  /** Takes back every role of the principal. */
  z.strictObject({ kind: z.literal("unassign"), principalId: z.string() }),
  z.strictObject({ kind: z.literal("updateServicePrincipal"), properties }),
  z.strictObject({ kind: z.literal("removeServicePrincipal") }),
]);

export type DirectoryChange = z.infer<typeof directoryChangeSchema>;

/** The id of the object that a change is about; null where it is about none. */
export function subjectOf(change: DirectoryChange): string | null {
  switch (change.kind) {
    case "createUser":
    case "updateUser":
    case "setManager":
    case "createGroup":
    case "updateGroup":
    case "createOther":
    case "softDelete":
    case "restore":
    case "purge":
      return change.id;
    case "addMember":
    case "removeMember":
      return change.groupId;
    case "assign":
    case "unassign":
    case "updateServicePrincipal":
    case "removeServicePrincipal":
      return null;
  }
}
