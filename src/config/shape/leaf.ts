import { z } from "zod";
import { parseDate } from "./date.ts";
import { parseDuration } from "./duration.ts";
import { type AddressHints, objectionTo } from "./web-address.ts";

/** Details that a check of a single value hands to the printer of problems. */
export type LeafParams = {
  /** The message goes on with what the value is. */
  readonly showValue?: boolean;
  /** The key inside the checked mapping that is to blame. */
  readonly key?: string;
  /** Where in a text the problem is. */
  readonly at?: { readonly line: number; readonly column: number };
};

export function text(description: string) {
  return z.string().min(1).describe(description);
}

/** May be empty, as `${NAME:-}` is, and then counts as left out. */
export function textOrEmpty(description: string) {
  return z.string().describe(description);
}

export function flag(description: string) {
  return z.preprocess((value) => flags.get(value) ?? value, z.boolean()).describe(description);
}

/** A number in quotes is what a variable gives. */
export function positiveNumber(description: string) {
  return z.preprocess(numberOf, z.number().positive()).describe(description);
}

export function whole(description: string, range: { min: number; max?: number }) {
  const { min, max = Number.MAX_SAFE_INTEGER } = range;
  return z.preprocess(numberOf, z.int().min(min).max(max)).describe(description);
}

export function duration(
  description: string,
  options: { allowZero: boolean; atMost?: string; examples?: readonly [string, string] },
) {
  const { allowZero, atMost = "" } = options;
  const longest = parseDuration(atMost) ?? Number.POSITIVE_INFINITY;
  const examples = [...(options.examples ?? (allowZero ? ["0d", "30d"] : ["40m", "24h"]))];
  const checked = z.string().superRefine((value, context) => {
    const milliseconds = parseDuration(value);
    if (milliseconds !== null && (milliseconds > 0 || allowZero) && milliseconds <= longest) return;
    const limit = atMost === "" ? "" : `, at most ${atMost}`;
    const message = `should be a duration such as ${examples.join(" or ")}${limit}`;
    context.addIssue({ code: "custom", message, params: { showValue: true } });
  });
  return orNumber(checked.meta({ description, examples }));
}

export function date(description: string) {
  const checked = z.string().superRefine((value, context) => {
    if (value === "" || parseDate(value) !== null) return;
    const message = "should be a date such as 2027-06-30";
    context.addIssue({ code: "custom", message, params: { showValue: true } });
  });
  return checked.meta({ description, examples: ["2027-06-30"] });
}

/** Where secrets and people travel to: https, or this machine. */
export function webAddress(description: string, hints?: AddressHints) {
  const checked = z.string().superRefine((value, context) => {
    const objection = objectionTo(value, hints);
    if (objection !== null) context.addIssue({ code: "custom", message: objection });
  });
  return checked.describe(description);
}

/** A number lacks the rest of the text, such as a unit: what the check of the text says about it, helps. */
export function orNumber<Text extends z.ZodString>(checked: Text) {
  return z.preprocess((value) => (typeof value === "number" ? String(value) : value), checked);
}

const flags: ReadonlyMap<unknown, boolean> = new Map([
  ["true", true],
  ["false", false],
]);

function numberOf(value: unknown): unknown {
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}
