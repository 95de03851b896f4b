import { unicodeBlocks } from "./unicode-blocks.ts";
import { type UnitSet, complement, contains, unit, unite } from "./unit-set.ts";

const categories: readonly string[] = [
  ..."L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po".split(" "),
  ..."S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cs Co Cn".split(" "),
];
const surrogates: UnitSet = [0xd800, 0xdfff];
/** By the name of the class; it fills as patterns ask. */
const known = new Map<string, UnitSet>();
const opposites = new WeakMap<UnitSet, UnitSet>();

/** .NET's `\w`. */
function wordSet(): UnitSet {
  return remember("\\w", () => unite(...["L", "Mn", "Nd", "Pc"].map(categorySet)));
}

/** What `\b` stands between; it also joins words over the two joiners. */
export function boundarySet(): UnitSet {
  return remember("\\b", () => unite(wordSet(), [0x200c, 0x200d]));
}

/** .NET's `\W`, `\S` and the like; undefined for any other letter. */
export function shorthandSet(letter: string): UnitSet | undefined {
  switch (letter) {
    case "w":
      return wordSet();
    case "d":
      return categorySet("Nd");
    case "s":
      return remember("\\s", () => unite(categorySet("Z"), [0x09, 0x0d], unit(0x85)));
    case "W":
    case "D":
    case "S":
      return remember(`\\${letter}`, () => complement(shorthandSet(letter.toLowerCase()) ?? []));
    default:
      return undefined;
  }
}

/** `\p{…}`: a category or a block by .NET's name; undefined for a name that .NET does not know. */
export function namedSet(name: string): UnitSet | undefined {
  return categories.includes(name) ? categorySet(name) : unicodeBlocks.get(name);
}

/** `\P{…}`, worked out once for each set. */
export function oppositeSet(set: UnitSet): UnitSet {
  const found = opposites.get(set);
  if (found !== undefined) return found;
  const opposite = complement(set);
  opposites.set(set, opposite);
  return opposite;
}

/** With all that differ from a member in case alone. */
export function caseless(set: UnitSet): UnitSet {
  const [first, last] = set;
  const variants = caseVariants.get();
  if (set.length === 2 && first === last) return variants.get(first ?? 0) ?? set;
  const added = [...variants].filter(([code]) => contains(set, code)).map(([, all]) => all);
  return added.length === 0 ? set : unite(set, ...new Set(added));
}

function categorySet(name: string): UnitSet {
  return remember(name, () => {
    const found: number[] = [];
    for (const { index, 0: run } of allUnits.get().matchAll(new RegExp(String.raw`\p{${name}}+`, "gu"))) {
      found.push(unitAt(index), unitAt(index + run.length - 1));
    }
    return name === "C" || name === "Cs" ? unite(found, surrogates) : found;
  });
}

/** All units in order but the surrogates, which would make pairs. */
const allUnits = lazy(() => {
  const codes = Array.from({ length: 0x10000 - 0x800 }, (_, index) => unitAt(index));
  return codes.map((code) => String.fromCharCode(code)).join("");
});

/** By each unit that has another case all that are the same letter. */
const caseVariants = lazy((): ReadonlyMap<number, UnitSet> => {
  const byLower = Map.groupBy(allUnits.get(), (character) => character.toLowerCase());
  const letters = [...byLower.values()]
    .filter((variants) => variants.length > 1)
    .map((variants) => variants.map((character) => character.charCodeAt(0)));
  return new Map(
    letters.flatMap((codes) => {
      const all = unite(...codes.map(unit));
      return codes.map((code) => [code, all] as const);
    }),
  );
});

function unitAt(index: number): number {
  return index < 0xd800 ? index : index + 0x800;
}

function remember(name: string, make: () => UnitSet): UnitSet {
  const found = known.get(name);
  if (found !== undefined) return found;
  const made = make();
  known.set(name, made);
  return made;
}

/** Worked out when it is first asked for. */
function lazy<T>(make: () => T): { readonly get: () => T } {
  let made: { readonly value: T } | undefined;
  return { get: () => (made ??= { value: make() }).value };
}
