/**
 * What an expression works on: text as Entra prints it (`True`, `7`), several texts, or nothing.
 * Numbers and booleans of the directory arrive as their text.
 */
export type Value = string | readonly string[] | null;

/** Reads an attribute of the object at hand by its Entra name; null where it has no value. */
export type AttributeReader = (name: string) => Value;

/** What one evaluation may know of the world. */
export type Surroundings = {
  readonly read: AttributeReader;
  readonly now: Date;
  /** 0 ≤ x < 1, as `Math.random`. */
  readonly random: () => number;
  /** Whether the target is known to have this value already: what `SelectUniqueValue` chooses by. */
  readonly taken: (value: string) => boolean;
};

/** What came of one evaluation. A failed one fails one attribute of one object. */
export type Result =
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "list"; readonly value: readonly string[] }
  | { readonly kind: "null" }
  /** `IgnoreAttributeFlow`, `IgnoreFlowIfNullOrEmpty`: leave the target's attribute alone. */
  | { readonly kind: "ignoreFlow" }
  /** `IgnoreObjectFlow`: leave the whole object alone. */
  | { readonly kind: "ignoreObject" }
  /** `line 1, column 18: Mid expects a whole number as its 2nd argument: got "abc"` */
  | { readonly kind: "error"; readonly message: string };
