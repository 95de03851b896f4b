import { property } from "../../rules/attribute-path.ts";
import { nothingUnkept, type Unkept, type UnkeptValue } from "../../rules/unkept.ts";
import { textOrNull, type Row } from "./row.ts";

/** The column `unkept` of a link. */
export function readUnkept(row: Row): Unkept {
  const text = textOrNull(row, "unkept");
  return text === null ? nothingUnkept : parseUnkept(text);
}

/** The column `unkept` of an operation. */
export function readPlannedUnkept(row: Row): Unkept | null {
  const text = textOrNull(row, "unkept");
  return text === null ? null : parseUnkept(text);
}

/** As a link has it: nothing takes no room. */
export function writeUnkept(unkept: Unkept): string | null {
  return Object.keys(unkept).length === 0 ? null : JSON.stringify(unkept);
}

function parseUnkept(text: string): Unkept {
  const stored: unknown = JSON.parse(text);
  if (typeof stored !== "object" || stored === null) return nothingUnkept;
  return Object.fromEntries(Object.entries(stored).map(([path, value]) => [path, unkeptValue(value)]));
}

function unkeptValue(stored: unknown): UnkeptValue {
  return {
    wanted: String(property(stored, "wanted")),
    shown: String(property(stored, "shown")),
    writes: Number(property(stored, "writes")),
    told: property(stored, "told") === true,
  };
}
