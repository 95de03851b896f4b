/** Where something stands in the text, both from 1. */
export type Position = { readonly line: number; readonly column: number };
