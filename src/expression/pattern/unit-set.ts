/**
 * UTF-16 units, which are what .NET's regular expressions match: sorted ranges that do not touch, each as its
 * first and its last unit.
 */
export type UnitSet = readonly number[];

const lastUnit = 0xffff;

export function unit(code: number): UnitSet {
  return [code, code];
}

export function unite(...sets: readonly UnitSet[]): UnitSet {
  const [only] = sets;
  if (only !== undefined && sets.length === 1) return only;
  const ranges = sets.flatMap((set) => rangesOf(set)).toSorted(([a], [b]) => a - b);
  const united: number[] = [];
  for (const [first, last] of ranges) {
    const end = united.at(-1);
    if (end !== undefined && first <= end + 1) united[united.length - 1] = Math.max(end, last);
    else united.push(first, last);
  }
  return united;
}

export function complement(set: UnitSet): UnitSet {
  const others: number[] = [];
  let next = 0;
  for (const [first, last] of rangesOf(set)) {
    if (first > next) others.push(next, first - 1);
    next = last + 1;
  }
  if (next <= lastUnit) others.push(next, lastUnit);
  return others;
}

export function subtract(set: UnitSet, subtracted: UnitSet): UnitSet {
  return complement(unite(complement(set), subtracted));
}

export function contains(set: UnitSet, code: number): boolean {
  let low = 0;
  let high = set.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((set[2 * middle + 1] ?? 0) < code) low = middle + 1;
    else high = middle;
  }
  return (set[2 * low] ?? Infinity) <= code;
}

export function rangesOf(set: UnitSet): (readonly [first: number, last: number])[] {
  return Array.from({ length: set.length / 2 }, (_, index) => [set[2 * index] ?? 0, set[2 * index + 1] ?? 0]);
}

export function distinctSets(sets: readonly UnitSet[]): readonly UnitSet[] {
  return [...new Map([...new Set(sets)].map((set) => [set.join(), set])).values()];
}
