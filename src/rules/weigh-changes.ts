import { isWaiting, type Resolve } from "./diff.ts";
import { type Change, isAccess, isReference, type TargetValue } from "./operation.ts";
import type { Mapping, ObjectRules } from "./rules.ts";
import { nothingUnkept, type Unkept, type UnkeptValue } from "./unkept.ts";

/** Digest of a value at a path: the same for equal values of one object, and nothing that gives them away. */
export type Digest = (path: string, value: TargetValue) => string;

/** What a look at an account means for what is to be written to it. */
export type Weighed = {
  readonly changes: readonly Change[];
  /** Not written, as the target does not keep it. */
  readonly withheld: readonly Change[];
  /** What the target does not keep and nobody has been told of, withheld or not. */
  readonly news: readonly Change[];
  /** What is to be remembered once the changes are written. */
  readonly unkept: Unkept;
};

export type Memory = {
  readonly rules: Pick<ObjectRules, "mappings">;
  readonly unkept: Unkept;
  /** Whether the mapped values are those that were last applied: each of them was written, or was there. */
  readonly applied: boolean;
  readonly resolve: Resolve;
  readonly digest: Digest;
};

/** So often a value is written that comes back as the same other one. */
const enough = 2;
/** And so often one that comes back as another one each time. */
const tooMany = 5;

/**
 * Takes out of the changes what would be written for ever: a value that was written twice in a row and came
 * back as the same other one is reported once, and not written again until what is wanted or what is shown
 * changes. `active` is told and written all the same: who switches it on again by hand must lose it again.
 */
export function weighChanges(changes: readonly Change[], memory: Memory): Weighed {
  if (changes.length === 0) return agreed;
  const weighed = changes.map((change) => weigh(change, memory));
  function those(...kinds: readonly Verdict["kind"][]): readonly Change[] {
    return weighed.filter(({ kind }) => kinds.includes(kind)).map(({ change }) => change);
  }
  return {
    changes: those("write", "insist"),
    withheld: those("news", "known"),
    news: those("news", "insist"),
    unkept: Object.fromEntries(
      weighed.flatMap(({ change, remember }) => (remember === null ? [] : [[change.path, remember]])),
    ),
  };
}

const agreed: Weighed = { changes: [], withheld: [], news: [], unkept: nothingUnkept };

type Verdict = {
  /**
   * `known`: withheld, and somebody was told. `unseen`: withheld, as the target never shows it. `insist`:
   * written although it is not kept, and news.
   */
  readonly kind: "write" | "insist" | "news" | "known" | "unseen";
  readonly change: Change;
  readonly remember: UnkeptValue | null;
};

function weigh(change: Change, memory: Memory): Verdict {
  const { rules, applied, resolve } = memory;
  if (isWaiting(change, resolve)) return { kind: "write", change, remember: null };
  const before = memory.unkept[change.path] ?? null;
  const { wanted, shown } = digestsOf(change, memory);
  const isWanted = before?.wanted === wanted;
  const isSame = isWanted && before.shown === shown;
  const writes = isWanted ? before.writes : applied ? 1 : 0;
  const again = { wanted, shown, writes: writes + 1, told: false };
  switch (retentionOf(rules, change)) {
    case "hidden":
      return isWanted || (before === null && applied)
        ? { kind: "unseen", change, remember: before }
        : { kind: "write", change, remember: again };
    case "first": {
      const remember = { wanted, shown, writes: 0, told: true };
      return { kind: isSame ? "known" : "news", change, remember };
    }
    case "latest":
      break;
  }
  if (before === null || !((isSame && writes >= enough) || writes >= tooMany)) {
    return { kind: "write", change, remember: again };
  }
  if (isAccess(change)) {
    return { kind: before.told ? "write" : "insist", change, remember: { ...again, told: true } };
  }
  return { kind: before.told ? "known" : "news", change, remember: { ...before, shown, told: true } };
}

/** Whether the remembered writes of this value are enough to withhold it the next time it is not there. */
export function isOnTrial({ writes }: UnkeptValue): boolean {
  return writes >= enough;
}

/** What is remembered of changes that were written twice at once, and not there when they were read back. */
export function rememberMissing(
  missing: readonly Change[],
  { resolve, digest }: Pick<Memory, "resolve" | "digest">,
): Unkept {
  return Object.fromEntries(
    missing.map((change) => [
      change.path,
      { ...digestsOf(change, { resolve, digest }), writes: enough, told: true },
    ]),
  );
}

function digestsOf(
  { path, from, to }: Change,
  { resolve, digest }: Pick<Memory, "resolve" | "digest">,
): Pick<UnkeptValue, "wanted" | "shown"> {
  // A reference is what it leads to: the same person with another account is another value.
  const wanted = isReference(to) ? resolve(to.ref) : to;
  return { wanted: digest(path, wanted), shown: digest(path, from) };
}

function retentionOf({ mappings }: Memory["rules"], { path }: Change): Mapping["retention"] {
  return mappings.find((mapping) => mapping.path.text === path)?.retention ?? "latest";
}
