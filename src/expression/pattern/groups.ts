/** The groups of a .NET pattern: the engine counts them as they open, from 1, and .NET in its own way. */
export type PatternGroups = {
  /** By .NET's number, in order: the engine's groups that hold it, as .NET lets several share a name. */
  readonly numbered: ReadonlyMap<number, readonly number[]>;
  /** .NET's number of a group by its name or number. */
  readonly find: (name: string) => number | undefined;
};

/** `opened` has the name of each group as it opens; null: unnamed. */
export function numberGroups(opened: readonly (string | null)[]): PatternGroups {
  const numbers = new Map<string, number>();
  const held: { readonly number: number; readonly engine: number }[] = [];
  const unnamed = opened.flatMap((name, index) => (name === null ? [index + 1] : []));
  for (const [index, engine] of unnamed.entries()) held.push({ number: index + 1, engine });
  const taken = new Set(held.map(({ number }) => number));
  for (const name of opened) if (name !== null && isNumber(name)) taken.add(Number(name));
  let next = 1;
  for (const [index, name] of opened.entries()) {
    if (name === null) continue;
    let number = isNumber(name) ? Number(name) : numbers.get(name);
    if (number === undefined) {
      while (taken.has(next)) next++;
      number = next++;
      numbers.set(name, number);
    }
    held.push({ number, engine: index + 1 });
  }
  const groups = Map.groupBy(
    held.toSorted((a, b) => a.number - b.number),
    ({ number }) => number,
  );
  const numbered = new Map([
    [0, [0]],
    ...groups.entries().map(([number, all]) => [number, all.map(engineOf)] as const),
  ]);
  return {
    numbered,
    find(name) {
      const number = isNumber(name) ? Number(name) : numbers.get(name);
      return number !== undefined && numbered.has(number) ? number : undefined;
    },
  };
}

function engineOf({ engine }: { readonly engine: number }): number {
  return engine;
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}
