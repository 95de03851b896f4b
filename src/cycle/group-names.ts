import { nameOf } from "../rules/directory.ts";
import type { Candidate } from "./candidate.ts";
import type { CycleContext } from "./context.ts";
import { shownNames } from "./shown-names.ts";

/** What the assigned groups are called that people come through. Each is looked up once. */
export class GroupNames {
  readonly #context: CycleContext;
  readonly #names = new Map<string, string>();

  constructor(context: CycleContext) {
    this.#context = context;
  }

  /** Gets ready for these. */
  async load(candidates: readonly Candidate[]): Promise<void> {
    const ids = new Set(
      candidates.flatMap(({ mirrored }) => mirrored.grants.flatMap(({ groupId }) => groupId ?? [])),
    );
    const fresh = [...ids].filter((id) => !this.#names.has(id));
    if (fresh.length === 0) return;
    const { store, job, cycle } = this.#context;
    const groups = (await store.mirror.byIds("group", fresh)).map(({ object }) => {
      return { type: object.type, source: { id: object.id, name: nameOf(object) } };
    });
    const names = await shownNames(store, { job, now: cycle.now }, groups);
    for (const id of fresh) this.#names.set(id, id);
    for (const [index, { source }] of groups.entries()) this.#names.set(source.id, names[index] ?? source.id);
  }

  /** The groups that somebody is assigned through; empty: by an assignment of their own. */
  through({ mirrored: { grants } }: Candidate): readonly string[] {
    if (grants.some(({ groupId }) => groupId === null)) return [];
    const ids = new Set(grants.flatMap(({ groupId }) => groupId ?? []));
    return [...ids].map((id) => this.#names.get(id) ?? id).toSorted();
  }
}
