import { property } from "../../../rules/attribute-path.ts";
import type { Attributes } from "../../../rules/directory.ts";
import { spelling } from "../resource.ts";
import type { MemberPart } from "./member-bodies.ts";

/** The ids of a group's members, as the group was read. */
export function memberIds(group: Attributes): ReadonlySet<string> {
  return new Set(membersOf(group).map(idOf));
}

/** The group with members added and removed; what it says of the others stays. */
export function withMembers(group: Attributes, { add, remove }: MemberPart): Attributes {
  const gone = new Set(remove);
  const there = memberIds(group);
  const kept = membersOf(group).filter((member) => !gone.has(idOf(member)));
  const added = add.filter((id) => !there.has(id)).map((value) => ({ value }));
  return { ...group, [spelling(group, "members")]: [...kept, ...added] };
}

function membersOf(group: Attributes): readonly unknown[] {
  const members = property(group, "members");
  return Array.isArray(members) ? members : [];
}

/** Some servers show bare ids, and numbers. */
function idOf(member: unknown): string {
  return String(property(member, "value") ?? member);
}
