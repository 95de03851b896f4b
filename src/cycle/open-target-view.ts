import type { ObjectType } from "../rules/directory.ts";
import { listedView, spoolListing } from "./listed-view.ts";
import { requestView } from "./request-view.ts";
import type { TargetView, ViewContext } from "./target-view.ts";

/** Below this many objects a listing is not even tried: its first page is a request, too. */
const worthListing = 20;

/** Opens the cheaper view for so many objects: filters and reads by id cost one request each, a listing one a page. */
export async function openTargetView(
  context: ViewContext,
  wanted: { type: ObjectType; objects: number },
): Promise<TargetView> {
  const direct = requestView(context);
  if (wanted.objects <= worthListing) return direct;
  const listed = await spoolListing(context, wanted);
  return listed === null ? direct : listedView(context, { direct, complete: listed.complete });
}
