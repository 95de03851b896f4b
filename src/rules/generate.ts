import type { Surroundings } from "../expression/value.ts";
import type { Mapping } from "./rules.ts";
import { soleText } from "./sole-text.ts";
import { type Evaluated, toTarget } from "./target-value.ts";

/** What is remembered of earlier tries to create one object. */
export type GeneratedMemory = {
  /** The value it was going to have; null for none. */
  readonly kept: string | null;
  /** Values, lower-cased, that the target refused although it shows nobody who has them. */
  readonly refused: ReadonlySet<string>;
};

/** What an object that is about to be created gets where the expression makes its value up. */
export type Generated = {
  readonly evaluated: Evaluated;
  /** Values that were passed over, as somebody has them. */
  readonly passedOver: readonly string[];
  /** It is the value of an earlier try. */
  readonly reused: boolean;
  /** All that the expression gives are taken. */
  readonly exhausted: boolean;
  /** What was free had all been refused before: the values are gone through once more. */
  readonly startsOver: boolean;
};

/**
 * A value is made up once and used again at every later try. One that has to be unique is chosen anew when
 * somebody has it by now, when the target refused it, or when the expression does not offer it any more.
 */
export function generate(mapping: Mapping, around: Surroundings, memory: GeneratedMemory): Generated {
  const { kept, refused } = memory;
  const usable = kept !== null && !refused.has(kept.toLowerCase());
  if (mapping.generated !== "unique") {
    return usable ? reuse(mapping, kept) : draw(mapping, around);
  }
  if (usable && !around.taken(kept) && isOffered(mapping, around, kept)) {
    return reuse(mapping, kept);
  }
  const first = choose(mapping, around, (value) => around.taken(value) || refused.has(value.toLowerCase()));
  if (!first.exhausted || refused.size === 0) return first;
  // A refusal need not have been for the sake of this value, so it does not rule the value out for ever.
  return { ...choose(mapping, around, around.taken), startsOver: true };
}

function choose(mapping: Mapping, around: Surroundings, taken: Surroundings["taken"]): Generated {
  const passedOver = new Set<string>();
  const result = mapping.expression.evaluate({
    ...around,
    taken: (value) => {
      const is = taken(value);
      if (is) passedOver.add(value);
      return is;
    },
  });
  return {
    evaluated: toTarget(mapping, result),
    passedOver: [...passedOver],
    reused: false,
    exhausted: result.kind === "error" && passedOver.size > 0,
    startsOver: false,
  };
}

/** What is drawn by lot cannot be drawn again, and stays on offer. */
function isOffered(mapping: Mapping, around: Surroundings, kept: string): boolean {
  const { calls } = mapping.expression;
  if (calls.includes("RandomString") || calls.includes("Guid")) return true;
  const { evaluated } = choose(mapping, around, (value) => value.toLowerCase() !== kept.toLowerCase());
  return evaluated.kind === "value" && soleText(evaluated.value) === kept;
}

function reuse(mapping: Mapping, kept: string): Generated {
  return { ...settled, evaluated: toTarget(mapping, { kind: "value", value: kept }), reused: true };
}

function draw(mapping: Mapping, around: Surroundings): Generated {
  return { ...settled, evaluated: toTarget(mapping, mapping.expression.evaluate(around)) };
}

const settled = { passedOver: [], reused: false, exhausted: false, startsOver: false } as const;
