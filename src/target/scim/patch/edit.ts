import type { AttributePath } from "../../../rules/attribute-path.ts";

/** One step of an update, before it is worded as the application takes it. */
export type Edit =
  | { readonly op: "add" | "replace"; readonly path: AttributePath; readonly value: unknown }
  | { readonly op: "remove"; readonly path: AttributePath };
