import type { Attributes, ObjectType } from "../../../src/rules/directory.ts";
import type { SourceEnd, SourcePage, SourceRecord } from "../../../src/rules/source-record.ts";
import type { KnownObjects, ReadOptions, Source } from "../../../src/source/source.ts";

export type Remembered = {
  readonly state: "active" | "deleted";
  readonly readable: boolean;
  readonly attributes: Attributes;
  readonly doubtedUntil: number;
  /** Number of the read that reported it last. */
  readonly seen: number;
};

export type Cycle = {
  readonly pages: readonly SourcePage[];
  readonly records: readonly SourceRecord[];
  readonly end: SourceEnd;
};

/**
 * What reads have reported, page by page, as a store keeps it: a page and its position at once. Objects that
 * are missing are looked for by `locate` when the read has ended.
 */
export class MemoryMirror {
  readonly objects: { readonly [type in ObjectType]: Map<string, Remembered> } = {
    user: new Map(),
    group: new Map(),
  };
  readonly assignments = new Map<string, string>();
  watermark: unknown = null;
  /** Who is read again in turn: only those in doubt, so that nothing else heals what the feed should have. */
  turns: "doubted" | "all" = "doubted";
  readonly #members = new Map<string, { readonly read: number; readonly ids: Set<string> }>();
  #reads = 0;

  get known(): KnownObjects {
    const { objects } = this;
    return {
      countActive: (type) =>
        Promise.resolve([...objects[type].values()].filter(({ state }) => state === "active").length),
      which: (type, ids) => Promise.resolve(new Set(ids.filter((id) => objects[type].has(id)))),
      unread: (type, ids) =>
        Promise.resolve(
          ids.filter((id) => {
            const known = objects[type].get(id);
            return known === undefined || !known.readable;
          }),
        ),
      nextTurn: (type, { limit, doubtedAfter }) => {
        const [due, others] = [new Array<string>(), new Array<string>()];
        for (const id of this.#turns(type)) {
          const isDue = (objects[type].get(id)?.doubtedUntil ?? 0) > doubtedAfter;
          (isDue ? due : others).push(id);
        }
        return Promise.resolve([...due, ...others.slice(0, limit)]);
      },
      managersOf: (ids) => {
        const stored = ids.filter((id) => this.attributes(id) !== null && objects.user.get(id)?.readable);
        return Promise.resolve(new Map(stored.map((id) => [id, managerIn(this.attributes(id))])));
      },
      reportsOf: (managerIds) => Promise.resolve(this.#reportsOf(new Set(managerIds))),
      groupsIn: (groupIds) => {
        const inside = groupIds.flatMap((id) => [...(this.#members.get(id)?.ids ?? [])]);
        return Promise.resolve(inside.filter((id) => objects.group.has(id)));
      },
    };
  }

  /** How many users are in doubt. */
  get doubted(): number {
    return [...this.objects.user.values()].filter(({ doubtedUntil }) => doubtedUntil > 0).length;
  }

  /** A read to its end; `crashAfter`: the process dies when it has kept so many pages. */
  async read(
    source: Source,
    options: Partial<Pick<ReadOptions, "complete" | "now">> & { readonly crashAfter?: number } = {},
  ): Promise<Cycle> {
    const { complete = false, now = new Date(), crashAfter = Number.POSITIVE_INFINITY } = options;
    const { signal } = new AbortController();
    const { watermark, known } = this;
    this.#reads += 1;
    const kept: SourcePage[] = [];
    const missing = { user: new Set<string>(), group: new Set<string>() };
    await using pages = source.read({ watermark: asStored(watermark), complete, known, now, signal });
    for (let page = 0; ; page += 1) {
      const next = await pages.next();
      if (page === crashAfter) throw new Error("The process dies");
      if (next.done === true) {
        await this.#locate(source, missing);
        this.watermark = next.value.watermark;
        return { pages: kept, records: kept.flatMap(({ records }) => records), end: next.value };
      }
      kept.push(next.value);
      for (const record of next.value.records) {
        this.#keep(record, now.getTime());
        if (record.kind === "missing") missing[record.type].add(record.id);
      }
      if (next.value.watermark !== undefined) this.watermark = next.value.watermark;
    }
  }

  /** As the last read of the group's members had them. */
  members(groupId: string): readonly string[] {
    return [...(this.#members.get(groupId)?.ids ?? [])].toSorted();
  }

  attributes(id: string): Attributes | null {
    const known = this.objects.user.get(id) ?? this.objects.group.get(id);
    return known?.state === "active" ? known.attributes : null;
  }

  #keep(record: SourceRecord, now: number): void {
    if (record.kind === "object" || record.kind === "unreadable") {
      const { type, id } = record;
      const before = this.objects[type].get(id);
      const standing = (before?.doubtedUntil ?? 0) > now ? (before?.doubtedUntil ?? 0) : 0;
      const own = record.kind === "object" ? (record.doubtedUntil ?? 0) : 0;
      this.objects[type].set(id, {
        state: "active",
        readable: record.kind === "object",
        attributes: record.kind === "object" ? record.attributes : (before?.attributes ?? {}),
        doubtedUntil: Math.max(standing, own),
        seen: this.#reads,
      });
    }
    if (record.kind === "members") {
      const before = this.#members.get(record.groupId);
      const ids = before?.read === this.#reads ? before.ids : new Set<string>();
      for (const { id } of record.members) ids.add(id);
      this.#members.set(record.groupId, { read: this.#reads, ids });
    }
    if (record.kind === "assignment") this.assignments.set(record.id, record.principalId);
  }

  async #locate(
    source: Source,
    missing: { readonly [type in ObjectType]: ReadonlySet<string> },
  ): Promise<void> {
    const { signal } = new AbortController();
    for (const type of ["user", "group"] as const) {
      const ids = [...missing[type]].filter((id) => this.objects[type].has(id));
      const found = await source.locate(type, ids, { signal });
      for (const [index, id] of ids.entries()) {
        const where = found[index];
        const before = this.objects[type].get(id);
        if (where === undefined || before === undefined || where.kind === "unreadable") continue;
        const isActive = where.kind === "active";
        const attributes = isActive ? where.attributes : before.attributes;
        this.objects[type].set(id, { ...before, state: isActive ? "active" : "deleted", attributes });
      }
    }
  }

  #turns(type: ObjectType): readonly string[] {
    return [...this.objects[type]]
      .filter(([, { doubtedUntil }]) => this.turns === "all" || doubtedUntil > 0)
      .toSorted(([, a], [, b]) => b.doubtedUntil - a.doubtedUntil || a.seen - b.seen)
      .map(([id]) => id);
  }

  #reportsOf(managers: ReadonlySet<string>): readonly { id: string; managerId: string }[] {
    return [...this.objects.user].flatMap(([id, { state, attributes }]) => {
      const { manager } = attributes as { manager?: { id: string } };
      const counts = state === "active" && manager !== undefined && managers.has(manager.id);
      return counts ? [{ id, managerId: manager.id }] : [];
    });
  }
}

function managerIn(attributes: Attributes | null): Attributes | null {
  const { manager } = (attributes ?? {}) as { manager?: Attributes };
  return manager ?? null;
}

/** As a store would give it back. */
function asStored(watermark: unknown): unknown {
  return JSON.parse(JSON.stringify(watermark ?? null));
}
