import * as fc from "fast-check";
import type { Attributes } from "../../../../src/rules/directory.ts";
import type { ResolvedChange, ResolvedValue } from "../../../../src/target/target.ts";

/** A value, or none, for each path that mappings fill. */
export type Values = Readonly<Record<string, ResolvedValue>>;

export const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

const text = fc.option(fc.stringMatching(/^[\w .,'"\\äß+-]{1,8}$/));
const list = fc.option(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 2, maxLength: 3 }));
const flag = fc.option(fc.boolean());

export const values: fc.Arbitrary<Values> = fc.record({
  userName: fc.stringMatching(/^[a-z]{1,8}$/),
  title: text,
  active: flag,
  "name.givenName": text,
  "name.familyName": text,
  entitlements: list,
  'emails[type eq "work"].value': text,
  'emails[type eq "home"].value': text,
  'emails[type eq "other"].value': list,
  'addresses[type eq "work"].locality': text,
  'addresses[type eq "work"].streetAddress': text,
  'addresses[type eq "work"].primary': flag,
  'roles[primary eq "True"].value': text,
  [`${enterprise}:department`]: text,
  [`${enterprise}:manager`]: text,
});

/** The changes that give a resource without anything these values. */
export function sets(wanted: Values): readonly ResolvedChange[] {
  return Object.entries(wanted).map(([path, to]) => ({ path, from: null, to }));
}

export function differences(before: Values, after: Values): readonly ResolvedChange[] {
  return Object.keys(before).flatMap((path) => {
    const [from = null, to = null] = [before[path], after[path]];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
  });
}

/** Elements without their order, and nothing that is empty. */
export function comparable({ schemas: _schemas, ...resource }: Attributes): Attributes {
  const entries = Object.entries(resource).map(([name, value]): [string, unknown] => [
    name,
    Array.isArray(value) ? value.map(ordered).toSorted((a, b) => (a < b ? -1 : 1)) : value,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => JSON.stringify(value).length > 2));
}

/** An element as text in which the order of its parts makes no difference. */
function ordered(element: unknown): string {
  if (typeof element !== "object" || element === null) return JSON.stringify(element);
  return JSON.stringify(Object.fromEntries(Object.entries(element).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}
