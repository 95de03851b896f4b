import { type Facts, isEntitled, isOnlyDisabled, undecided } from "./facts.ts";

/**
 * What has to be asked of the target before `decide` can choose: nothing, who matches, or the linked object
 * itself. `applied` is true when the mapped values are those that the link remembers, so that reading would
 * show nothing new.
 */
export function lookUpFor(
  facts: Omit<Facts, "finding">,
  known: { readonly applied: boolean; readonly all: boolean },
): "nothing" | "match" | "read" {
  const { entitlement, link } = facts;
  if (!facts.readable || undecided(entitlement) !== null) return "nothing";
  if (isEntitled(entitlement)) {
    if (facts.ignored) return "nothing";
    if (link === null) return facts.matchable ? "match" : "nothing";
    return known.applied && link.state === "active" ? "nothing" : "read";
  }
  if (link === null) {
    return isOnlyDisabled(entitlement) && facts.matchable ? "match" : "nothing";
  }
  // Disabled already: only a policy of delete can still ask for something, and a delete of what is gone is no
  // harm. A cycle over everything looks all the same: references must not lead to an account that is gone.
  return link.state === "disabled" && !known.all ? "nothing" : "read";
}
