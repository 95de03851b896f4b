import type { JobConfig } from "../config/config.ts";
import type { NamedLink } from "../store/links.ts";
import type { JobStore } from "../store/store.ts";

/** As many links are looked at together: a list may be far longer than memory. */
const atOnce = 500;

type Shown = {
  readonly mirror: JobStore["mirror"];
  /** Null: rules hide nothing. */
  readonly job: JobConfig | null;
  readonly now: Date;
};

/** Links with the name that plans and logs have for the object: its id, where a mapping hides the name. */
export async function* shownLinks(
  links: AsyncIterable<NamedLink> | Iterable<NamedLink>,
  shown: Shown,
): AsyncGenerator<NamedLink, void, undefined> {
  let some: NamedLink[] = [];
  for await (const link of links) {
    some.push(link);
    if (some.length < atOnce) continue;
    yield* await named(some, shown);
    some = [];
  }
  yield* await named(some, shown);
}

async function named(
  links: readonly NamedLink[],
  { mirror, job, now }: Shown,
): Promise<readonly NamedLink[]> {
  const { shownNames } = await import("../cycle/shown-names.ts");
  const objects = links.map(({ type, sourceId, sourceName }) => ({
    type,
    source: { id: sourceId, name: sourceName },
  }));
  const names = await shownNames({ mirror }, { job, now }, objects);
  return links.map((link, index) => ({ ...link, sourceName: names[index] ?? link.sourceId }));
}
