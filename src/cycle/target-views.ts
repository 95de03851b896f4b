import type { ObjectType } from "../rules/directory.ts";
import { listedView, spoolListing } from "./listed-view.ts";
import { requestView } from "./request-view.ts";
import type { TargetView, ViewContext } from "./target-view.ts";

/** Below this many objects a listing is not even tried: its first page is a request, too. */
const worthListing = 20;

/** Gives the view for a chunk of a plan that has so many questions. */
export type OpenView = (questions: number) => Promise<TargetView>;

/**
 * The cheaper view for a plan: filters and reads by id cost one request each, a listing one a page. `chunks`
 * is how many chunks the plan has; what one of them asks tells what all of them will.
 */
export function targetViews(context: ViewContext, plan: { type: ObjectType; chunks: number }): OpenView {
  const direct = requestView(context);
  let opened: Promise<TargetView> | null = null;

  async function open(objects: number): Promise<TargetView> {
    const listed = await spoolListing(context, { type: plan.type, objects });
    return listed === null ? direct : listedView(context, { direct, complete: listed.complete });
  }

  return (questions) => {
    const objects = questions * plan.chunks;
    if (opened === null && objects <= worthListing) return Promise.resolve(direct);
    opened ??= open(objects);
    return opened;
  };
}
