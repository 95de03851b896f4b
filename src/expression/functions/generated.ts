import { type Outcome, failure } from "../outcome.ts";
import { type LibraryFunction, define } from "./library-function.ts";
import { optional, text, wholeNumber } from "./parameter.ts";

const longest = 256;
const digits = "0123456789";
const specials = "!#$%&*+-./:;<=>?@^_~,";
const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const lowers = "abcdefghijklmnopqrstuvwxyz";

/** Functions whose value is new at each evaluation. */
export const generatedFunctions: readonly LibraryFunction[] = [
  define("Guid", [], (_, { random }) => guid(random)),
  define(
    "RandomString",
    [wholeNumber, wholeNumber, wholeNumber, wholeNumber, wholeNumber, optional(text, "")],
    ([length, ...rest], { random }) => {
      const avoided = rest[4];
      const minimums = rest.slice(0, 4).map(Number);
      return randomString({ length, minimums, avoided }, random);
    },
  ),
];

function guid(random: () => number): string {
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replaceAll(/[xy]/g, (place) => {
    const number = Math.floor(random() * 16);
    return (place === "x" ? number : (number & 0x3) | 0x8).toString(16);
  });
}

/** The rest of the length comes from the classes that have a minimum, or from all when none has. */
function randomString(
  { length, minimums, avoided }: { length: number; minimums: readonly number[]; avoided: string },
  random: () => number,
): Outcome {
  const needed = minimums.reduce((sum, minimum) => sum + minimum, 0);
  if (length > longest || length < needed || minimums.some((minimum) => minimum < 0)) {
    return failure(
      `RandomString expects a length of at most ${longest} and at least the sum of its minimums: got ${length} for ${needed}`,
    );
  }
  const classes = [digits, specials, capitals, lowers].map((characters) =>
    Array.from(characters).filter((character) => !avoided.includes(character)),
  );
  const wanted = needed === 0 ? classes : classes.filter((_, index) => (minimums[index] ?? 0) > 0);
  const picked = minimums.flatMap((minimum, index) => pick(classes[index] ?? [], minimum, random));
  picked.push(...pick(wanted.flat(), length - picked.length, random));
  if (picked.length < length) {
    return failure("RandomString has no character left for one of its minimums: avoid fewer");
  }
  return shuffle(picked, random).join("");
}

function pick(characters: readonly string[], count: number, random: () => number): string[] {
  if (characters.length === 0) return [];
  return Array.from({ length: count }, () => characters[Math.floor(random() * characters.length)] ?? "");
}

/** Fisher and Yates. */
function shuffle(items: readonly string[], random: () => number): string[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] ?? "", shuffled[last] ?? ""];
  }
  return shuffled;
}
