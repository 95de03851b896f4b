import { type Exclusion, isAllowed, type Row, setting, type Space } from "./space.ts";

/**
 * Rows in which every two values of two switches meet at least once, as far as they can be together: a fault
 * takes one or two switches to show almost always. Greedy: each row takes, switch by switch, the value that
 * brings most pairs nobody has had.
 */
export function allPairs(space: Space, exclusions: readonly Exclusion[] = []): readonly Row[] {
  const missing = pairsOf(space, exclusions);
  const rows: Row[] = [];
  while (missing.size > 0) {
    const row = nextRow(space, { missing, exclusions });
    const before = missing.size;
    for (const pair of pairsIn(row)) missing.delete(pair);
    if (missing.size === before) throw new Error(`Cannot bring together ${[...missing].join(", ")}`);
    rows.push(row);
  }
  return rows;
}

/** Rows that differ from the usual one in one switch, and in those alone that it needs to be allowed. */
export function allSingles(space: Space): readonly Row[] {
  const usual = Object.fromEntries(Object.keys(space).map((name) => [name, 0]));
  const others = Object.entries(space).flatMap(([name, values]) =>
    values.slice(1).map((_, index) => ({ ...usual, [name]: index + 1 })),
  );
  return [usual, ...others];
}

/** Every pair that can be, as text. */
export function pairsOf(space: Space, exclusions: readonly Exclusion[]): Set<string> {
  const settings = Object.entries(space).flatMap(([name, values]) =>
    values.map((_, index) => ({ name, index })),
  );
  const pairs = settings.flatMap((one) =>
    settings
      .filter((other) => one.name < other.name)
      .map((other) => ({ [one.name]: one.index, [other.name]: other.index })),
  );
  return new Set(pairs.filter((pair) => isAllowed(pair, exclusions)).flatMap(pairsIn));
}

export function pairsIn(row: Row): readonly string[] {
  const settings = Object.entries(row)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, index]) => setting(name, index));
  return settings.flatMap((one, at) => settings.slice(at + 1).map((other) => `${one} ${other}`));
}

type Search = { readonly missing: ReadonlySet<string>; readonly exclusions: readonly Exclusion[] };

/** Begins with a pair that is missing, so that each row brings one at least. */
function nextRow(space: Space, { missing, exclusions }: Search): Row {
  const [first = ""] = missing;
  let row: Row = Object.fromEntries(
    first.split(" ").map((each) => {
      const at = each.lastIndexOf("=");
      return [each.slice(0, at), Number(each.slice(at + 1))];
    }),
  );
  for (const [name, values] of Object.entries(space)) {
    if (name in row) continue;
    const choices = values.map((_, index) => ({ ...row, [name]: index }));
    const scored = choices
      .filter((choice) => isAllowed(choice, exclusions))
      .map((choice) => ({ choice, score: pairsIn(choice).filter((pair) => missing.has(pair)).length }));
    const best = scored.toSorted((one, other) => other.score - one.score)[0];
    if (best === undefined) throw new Error(`No value of ${name} goes with ${JSON.stringify(row)}`);
    row = best.choice;
  }
  return row;
}
