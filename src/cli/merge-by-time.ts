/** Several lists, each in the order of time, as one. */
export async function* mergeByTime<Entry extends { readonly time: string }>(
  lists: readonly AsyncIterable<Entry>[],
): AsyncGenerator<Entry, void, undefined> {
  const open = await Promise.all(lists.map((list) => nextOf(list[Symbol.asyncIterator]())));
  let heads = open.filter((head) => head !== null);
  while (heads.length > 0) {
    const first = heads.reduce((earliest, head) => (head.entry.time < earliest.entry.time ? head : earliest));
    yield first.entry;
    const next = await nextOf(first.rest);
    heads = heads.flatMap((head) => (head === first ? (next ?? []) : head));
  }
}

type Head<Entry> = { readonly entry: Entry; readonly rest: AsyncIterator<Entry> };

async function nextOf<Entry>(rest: AsyncIterator<Entry>): Promise<Head<Entry> | null> {
  const next = await rest.next();
  return next.done === true ? null : { entry: next.value, rest };
}
