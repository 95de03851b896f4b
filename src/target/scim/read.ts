import type { ObjectType } from "../../rules/directory.ts";
import type { TargetObject } from "../../rules/target-object.ts";
import { askResource } from "./ask.ts";
import { readResource } from "./answer.ts";
import { type Line, withoutMembers } from "./line.ts";
import { membersByName, membersTimeoutMs, showsMembers } from "./patch/whole-resource.ts";

/** One resource; null where the target answers 404. */
export async function readObject(
  line: Line,
  { type, id }: { type: ObjectType; id: string },
  { signal, members = false }: { signal: AbortSignal; members?: boolean },
): Promise<TargetObject | null> {
  const url = line.endpoint.resource(type, id, members ? {} : withoutMembers(type));
  const limit = members ? { timeoutMs: membersTimeoutMs } : {};
  const response = await askResource(line.connection, { action: `read the ${type}`, url, signal, ...limit });
  if (response === null) return null;
  const object = readResource(response);
  if (!members || showsMembers(line, object.attributes)) return object;
  const asked = await membersByName(line, id, { signal });
  if (asked === "gone") return null;
  return asked === "unseen" ? object : { ...object, attributes: { ...object.attributes, members: asked } };
}
