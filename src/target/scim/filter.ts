import { type AttributePath, readPath, subOf } from "../../rules/attribute-path.ts";
import type { Attributes, ObjectType } from "../../rules/directory.ts";
import { termsOf } from "../../rules/matching.ts";
import type { MatchKey, MatchTerm } from "../../rules/operation.ts";
import { pathOf, pathText } from "./attribute.ts";

/** One way to ask for a key (RFC 7644 section 3.4.2.2): small operators, names without core URNs. */
export type FilterForm = {
  /** What is remembered of it: `user userName`, without any value. */
  readonly name: string;
  readonly text: string;
  /** Asks for all terms of the key, not only for the first. */
  readonly whole: boolean;
};

/**
 * All terms in one question first. Home-made parsers take `a" and b eq "c` for the value of one term and find
 * nobody, so where nothing is found the first term alone is asked for.
 */
export function filterForms(type: ObjectType, key: MatchKey): readonly FilterForm[] {
  const alone = formsOf(type, key);
  const terms = termsOf(key);
  if (terms.length === 1) return alone;
  const together = [0, 1].map((form): FilterForm => {
    const parts = terms.map((term) => formsOf(type, term)).map((forms) => forms[form] ?? forms[0]);
    return {
      name: parts.map(({ name }) => name).join(" and "),
      text: parts.map(({ text }) => text).join(" and "),
      whole: true,
    };
  });
  const [first, second] = together;
  return first?.text === second?.text ? [...together.slice(0, 1), ...alone] : [...together, ...alone];
}

/** `emails[type eq "work"].value` is known to few servers, `emails.value` to most. */
function formsOf(type: ObjectType, { path, value }: MatchTerm): readonly [FilterForm, ...FilterForm[]] {
  const parsed = pathOf(path);
  const written = JSON.stringify(value);
  function form(asked: AttributePath): FilterForm {
    const attribute = pathText(asked);
    return { name: `${type} ${attribute}`, text: `${attribute} eq ${written}`, whole: false };
  }
  if (parsed.filter === null) return [form(parsed)];
  const element: AttributePath = { ...parsed, sub: subOf(parsed) };
  return [form(element), form({ ...element, filter: null })];
}

/**
 * Characters that many servers lose on the way from a filter to their store: found nowhere, such a value may
 * still be there.
 */
export function isOdd({ value }: MatchTerm): boolean {
  return /["\\+]/.test(value);
}

/** Whether creating an account that has the key already would be refused (RFC 7643 section 4.1.1). */
export function isUnique(type: ObjectType, key: MatchKey): boolean {
  return type === "user" && termsOf(key).some(({ path }) => isUserName(pathOf(path)));
}

function isUserName({ urn, attribute, sub }: AttributePath): boolean {
  return urn === null && sub === null && attribute.toLowerCase() === "username";
}

/** A value that this resource has where the term looks, and that is no trial in itself. */
export function sampleOf(resource: Attributes, { path }: MatchTerm): string | null {
  const found = readPath(resource, pathOf(path));
  const values: readonly unknown[] = Array.isArray(found) ? found : [found];
  return values.find(isPlain) ?? null;
}

function isPlain(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !isOdd({ path: "", value });
}
