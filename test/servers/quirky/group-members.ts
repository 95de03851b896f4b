import { type Answer, failure } from "./answer.ts";
import type { Quirks } from "./quirks.ts";
import { type Member, membersOf, type Row } from "./rows.ts";

type Operation = { readonly op: string; readonly path?: string; readonly value?: unknown };

/** One operation on the members of a group. */
export function changeMembers(quirks: Quirks, group: Row, { op, path = "", value }: Operation): Row | Answer {
  const before = membersOf(group);
  const given = (Array.isArray(value) ? value : value === undefined ? [] : [value]) as readonly Member[];
  const filtered = /^members\[value eq ("(?:[^"\\]|\\.)*")\]$/.exec(path);
  if (given.length > (quirks.mostMembers ?? Infinity)) {
    return failure(quirks, 400, {
      detail: `Too big: expected array to have <=${String(quirks.mostMembers)} items`,
    });
  }
  if (filtered === null && op !== "add" && quirks.membersOnlyByFilter === true) return group;
  switch (op) {
    case "add": {
      const ids = new Set(before.map((member) => member.value));
      const fresh = quirks.duplicateMembers === true ? given : given.filter((one) => !ids.has(one.value));
      return { ...group, members: [...before, ...fresh] };
    }
    case "replace":
      return { ...group, members: given };
    default: {
      const named = quirks.removesEverybody === true ? [] : given;
      const gone = filtered === null ? idsOf(named, before) : [JSON.parse(filtered[1] ?? '""') as string];
      if (quirks.refusesRemoveOfNothing === true && !before.some((one) => gone.includes(one.value))) {
        return failure(quirks, 400, { type: "noTarget", detail: "No such member" });
      }
      return { ...group, members: before.filter((one) => !gone.includes(one.value)) };
    }
  }
}

/** Without a list, all of them. */
function idsOf(given: readonly Member[], all: readonly Member[]): readonly string[] {
  return (given.length === 0 ? all : given).map((member) => member.value);
}
