import { compile } from "../expression/compile.ts";
import { ExpressionError } from "../expression/expression-error.ts";
import { toText, toValue } from "../expression/to-value.ts";
import type { AttributeReader, Result, Value } from "../expression/value.ts";
import { noRelations } from "./directory.ts";
import { attributeReader, graphSelect } from "./source-attribute.ts";

/**
 * One expression to try on one object, which is given by the names that the expression uses, or as Microsoft
 * Graph has it. `appRoleAssignments` has `{id, value, displayName}` for each role, or its bare name.
 */
export type EvalLine = {
  readonly expr: string;
  readonly source: { readonly [attribute: string]: unknown };
  /** ISO time that stands in for the clock. */
  readonly now?: string | undefined;
  /** Values in use in the target, in any case. */
  readonly taken?: readonly string[] | undefined;
};

/** What the expression comes to; a mistake in it is a result as well. */
export function evalLine(line: EvalLine, world: { now: Date; random: () => number }): Result {
  const now = line.now === undefined ? world.now : new Date(line.now);
  if (Number.isNaN(now.getTime())) {
    return { kind: "error", message: `expected an ISO time as "now": got "${line.now}"` };
  }
  try {
    const taken = new Set(line.taken?.map((value) => value.toLowerCase()));
    return compile(line.expr).evaluate({
      read: sourceReader(line.source),
      now,
      random: world.random,
      taken: (value) => taken.has(value.toLowerCase()),
    });
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    return { kind: "error", message: cause.message };
  }
}

/** A key of that very name comes first; else the object is read as a job reads a user of Microsoft Graph. */
export function sourceReader(source: EvalLine["source"]): AttributeReader {
  const id = toText(source["id"]) ?? "";
  const read = attributeReader(
    { type: "user", id, state: "active", attributes: source },
    { isSoftDeleted: false, relations: noRelations },
  );
  return (name) => {
    if (Object.hasOwn(source, name) && !isPart(name, source[name])) return readSource(name, source[name]);
    const property = graphSelect(name, "user");
    // Without a key of its own, nothing is known of what the engine works out.
    const isUnsaid = property === null || (property === "id" && id === "");
    return isUnsaid ? null : read(name);
  };
}

/** An object is nobody's value: `[manager]` is the id in it. */
function isPart(name: string, json: unknown): boolean {
  return name !== "appRoleAssignments" && typeof json === "object" && json !== null && !Array.isArray(json);
}

function readSource(name: string, json: unknown): Value {
  if (name !== "appRoleAssignments") return toValue(json);
  const roles: readonly unknown[] = Array.isArray(json) ? json : [json];
  return toValue(
    roles
      .map(roleText)
      .toSorted(byValue)
      .map(({ text }) => text),
  );
}

/** A role as the engine itself lets expressions read it: compact JSON. */
function roleText(role: unknown): { readonly text: string | null; readonly value: string } {
  if (typeof role !== "object" || role === null) return { text: toText(role), value: toText(role) ?? "" };
  const [id, value, displayName] = ["id", "value", "displayName"].map((key) =>
    toText(Reflect.get(role, key)),
  );
  return { text: JSON.stringify({ id, value, displayName }), value: value ?? "" };
}

function byValue(one: { readonly value: string }, other: { readonly value: string }): number {
  return one.value < other.value ? -1 : one.value > other.value ? 1 : 0;
}
