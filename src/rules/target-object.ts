import type { Attributes } from "./directory.ts";

/** A resource as the target returned it; `attributes` is its JSON. */
export type TargetObject = { readonly id: string; readonly attributes: Attributes };
