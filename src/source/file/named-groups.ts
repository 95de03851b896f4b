/** Groups that rules ask about, by id or by name: whether the file has each of them, and once. */
export class NamedGroups {
  readonly #wanted: readonly string[];
  /** Lower-cased id or name → how many groups go by it. */
  readonly #found: Map<string, number>;

  constructor(wanted: readonly string[]) {
    this.#wanted = wanted;
    this.#found = new Map(wanted.map((name) => [name.toLowerCase(), 0]));
  }

  see({ id, name }: { readonly id: string; readonly name: string }): void {
    if (this.#wanted.length === 0) return;
    for (const key of new Set([id.toLowerCase(), name.toLowerCase()])) {
      const count = this.#found.get(key);
      if (count !== undefined) this.#found.set(key, count + 1);
    }
  }

  /** After the last group: what is wrong with the first that is not there once; null for nothing. */
  flaw(): string | null {
    for (const name of this.#wanted) {
      const count = this.#found.get(name.toLowerCase()) ?? 0;
      if (count === 0) return `there is no group "${name}", which the job's rules ask about`;
      if (count > 1) return `${count} groups go by "${name}", which the job's rules ask about`;
    }
    return null;
  }
}
