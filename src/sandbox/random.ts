/** Random choices that come out the same for the same seed. */
export type Random = {
  /** At least 0 and less than `limit`. */
  below(limit: number): number;
  pick<T>(values: readonly T[]): T;
  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean;
  uuid(): string;
};

/** The mulberry32 generator: small, and good enough to draw a company. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  function below(limit: number): number {
    return next() % limit;
  }

  function pick<T>(values: readonly T[]): T {
    if (values.length === 0) throw new RangeError("Cannot pick from an empty list");
    return values[below(values.length)] as T;
  }

  function uuid(): string {
    const hex = [next(), next(), next(), next()].map((word) => word.toString(16).padStart(8, "0")).join("");
    const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`];
    return [...parts, hex.slice(20)].join("-");
  }

  return { below, pick, uuid, chance: (percent) => below(100) < percent };
}

/** A new list with the same values in another order. */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
