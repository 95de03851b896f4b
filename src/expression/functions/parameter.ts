import { didYouMean } from "../suggest.ts";
import type { Value } from "../value.ts";

/** What a function takes in one place, and how it reads a value as that. */
export type Parameter<T> = {
  /** `a whole number` */
  readonly expects: string;
  /** Undefined where the value does not fit. */
  readonly read: (value: Value) => T | undefined;
  /** Stands in for an omitted argument; undefined where there must be one. */
  readonly fallback: T | undefined;
  /** What was probably meant by a text that does not fit: `: did you mean "d"?`, or nothing. */
  readonly hint?: (written: string) => string;
};

/** Takes whatever there is. */
export const anything: Parameter<Value> = {
  expects: "a value",
  read: (value) => value,
  fallback: undefined,
};

/** One text; nothing counts as the empty one. */
export const text: Parameter<string> = {
  expects: "a single text",
  read: (value) => singleText(value ?? ""),
  fallback: undefined,
};

export const wholeNumber: Parameter<number> = {
  expects: "a whole number",
  read: (value) => readWhole(singleText(value)),
  fallback: undefined,
};

/** Several texts; a single one counts as a list of one, nothing as an empty list. */
export const list: Parameter<readonly string[]> = {
  expects: "values",
  read(value) {
    if (value === null) return [];
    return typeof value === "string" ? [value] : value;
  },
  fallback: undefined,
};

/** One of Entra's named constants, such as `vbTextCompare`. */
export function oneOf<const W extends string>(...words: readonly W[]): Parameter<W> {
  return {
    expects: words.join(" or "),
    read: (value) => words.find((word) => word === value),
    fallback: undefined,
    hint: (written) => didYouMean(written, words),
  };
}

export function optional<T>(parameter: Parameter<T>, fallback: T): Parameter<T> {
  return { ...parameter, fallback };
}

/** The one text of a value; undefined for several values and for nothing. */
export function singleText(value: Value): string | undefined {
  if (typeof value === "string") return value;
  return value?.length === 1 ? value[0] : undefined;
}

/** `2` → `2nd` */
export function ordinal(position: number): string {
  const special = { 1: "st", 2: "nd", 3: "rd" }[position];
  return `${position}${special ?? "th"}`;
}

function readWhole(written: string | undefined): number | undefined {
  if (written === undefined || !/^\s*[+-]?\d{1,18}\s*$/.test(written)) return undefined;
  return Number(written);
}
