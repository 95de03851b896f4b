/** How updates are written to one kind of application; docs/profiles.md shows each choice on the wire. */
export type PatchChoices = {
  /** `PUT`: the whole resource is read, changed and sent back. */
  readonly method: "PATCH" | "PUT";
  /** `Replace` instead of `replace`. */
  readonly operationNames: "lower" | "capitalised";
  /** `"False"` instead of `false`, and `primary eq "True"` instead of `primary eq true`. */
  readonly booleans: "json" | "text";
  /** `single`: each operation in a request of its own, for servers that carry out only the first. */
  readonly operations: "together" | "single";
  /** `pathless`: single values without a filter all in the value of one operation that has no path. */
  readonly attributes: "paths" | "pathless";
  /** In a value without a path: `{"name.givenName": …}` instead of `{"name": {"givenName": …}}`. */
  readonly names: "nested" | "dotted";
  /** The operation for a value where there was none. */
  readonly missing: "add" | "replace";
  /**
   * `whole`: a list that changes is read and written as a whole, for servers that do not carry out filters in
   * paths.
   */
  readonly elements: "filtered" | "whole";
  /**
   * How an element that is not there yet comes into being: `element` adds it whole to its attribute; the
   * others write to the filtered path as if it were there, with this operation.
   */
  readonly missingElement: "element" | "add" | "replace";
  /** `members[value eq "…"]`, or `members` with a list of values. */
  readonly memberRemoval: "filter" | "values";
  /** `{"value": id}`, or the bare id. */
  readonly references: "object" | "id";
  /** `json`: a role that is added is JSON text in the `value` of its element. */
  readonly roles: "object" | "json";
};

export type PatchDialect = "rfc7644" | "entra" | "put";

const rfc7644: PatchChoices = {
  method: "PATCH",
  operationNames: "lower",
  booleans: "json",
  operations: "together",
  attributes: "paths",
  names: "nested",
  missing: "add",
  elements: "filtered",
  missingElement: "element",
  memberRemoval: "filter",
  references: "object",
  roles: "object",
};

/** What each name in `target.patch` stands for. */
export const dialects: Readonly<Record<PatchDialect, PatchChoices>> = {
  rfc7644,
  // Entra's classic form, which servers made for its provisioning service take.
  entra: {
    ...rfc7644,
    operationNames: "capitalised",
    booleans: "text",
    missingElement: "add",
    memberRemoval: "values",
    references: "id",
    roles: "json",
  },
  put: { ...rfc7644, method: "PUT" },
};
