import type { ObjectType } from "../../rules/directory.ts";
import { matchesKey } from "../../rules/matching.ts";
import type { MatchKey } from "../../rules/operation.ts";
import type { TargetObject } from "../../rules/target-object.ts";
import { TargetError } from "../target.ts";
import type { Line } from "./line.ts";
import { listObjects } from "./list.ts";

/** An order that changes from page to page shows in a few lists whom one of them has left out. */
const mostLists = 3;

/**
 * Looks through the whole collection. `certain`: where nobody is found, a list that is not complete is an
 * error, as it proves nothing.
 */
export async function scanFor(
  line: Line,
  { type, key }: { type: ObjectType; key: MatchKey },
  { signal, certain }: { signal: AbortSignal; certain: boolean },
): Promise<readonly TargetObject[]> {
  const hits = new Map<string, TargetObject>();
  for (let lists = 0; lists < mostLists; lists += 1) {
    await using pages = listObjects(line, type, { signal });
    let next = await pages.next();
    for (; next.done !== true; next = await pages.next()) {
      for (const object of next.value.objects) {
        if (matchesKey(object.attributes, key)) hits.set(object.id, object);
      }
    }
    if (next.value || hits.size > 0 || !certain) return [...hits.values()];
  }
  throw new TargetError({
    code: "SystemForCrossDomainIdentityManagementServiceIncompatible",
    message: `Cannot tell whether the target has the ${type}: filters do not find it, and lists are not complete`,
    cure: "Match by userName, or by an attribute that the application can filter by",
    transient: true,
  });
}
