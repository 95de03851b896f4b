import { z } from "zod";

const dialect = z.enum(["rfc7644", "entra", "put"]);

/** `target.patch`: the name of a dialect, or single choices in place of a dialect's or the profile's. */
export const patchShape = z.union([
  z.strictObject({
    dialect: dialect.describe("What the other choices change; the profile's if left out").exactOptional(),
    operationNames: z.enum(["lower", "capitalised"]).describe("replace or Replace").exactOptional(),
    booleans: z.enum(["json", "text"]).describe('false or "False"').exactOptional(),
    operations: z
      .enum(["together", "single"])
      .describe("Several operations in a request, or one")
      .exactOptional(),
    attributes: z
      .enum(["paths", "pathless"])
      .describe("An operation with a path for each attribute, or single values in one without")
      .exactOptional(),
    names: z
      .enum(["nested", "dotted"])
      .describe('In a value without a path: {"name": {"givenName": …}} or {"name.givenName": …}')
      .exactOptional(),
    missing: z
      .enum(["add", "replace"])
      .describe("The operation for a value where there was none")
      .exactOptional(),
    elements: z
      .enum(["filtered", "whole"])
      .describe("Elements of a list by a filter in the path, or the list as a whole")
      .exactOptional(),
    missingElement: z
      .enum(["element", "add", "replace"])
      .describe("An element that is not there yet: added whole, or written by the filtered path")
      .exactOptional(),
    memberRemoval: z
      .enum(["filter", "values"])
      .describe('members[value eq "…"], or members with a list of values')
      .exactOptional(),
    references: z.enum(["object", "id"]).describe('A manager: {"value": id}, or the bare id').exactOptional(),
    roles: z.enum(["object", "json"]).describe("A role that is added: itself, or JSON text").exactOptional(),
  }),
  dialect,
]);
