import { type Change, isReference, type TargetValue } from "../rules/operation.ts";
import { number } from "./phrases.ts";

/** `title "Engineer" → "Senior Engineer"`, `userName "ada@example.com"`, `members +2 −1` */
export function changeText({ path, from, to }: Change): string {
  if (path === "members") return `members ${membersText(sizeOf(from), sizeOf(to))}`;
  return from === null ? `${path} ${valueText(to)}` : `${path} ${valueText(from)} → ${valueText(to)}`;
}

/** A value as it stands in the target; a reference as the id of the directory object it is about. */
export function valueText(value: TargetValue): string {
  if (value === null) return "(none)";
  if (isReference(value)) return `the account of ${value.ref}`;
  return JSON.stringify(value);
}

function membersText(leave: number, join: number): string {
  const parts = [join > 0 ? `+${number(join)}` : "", leave > 0 ? `−${number(leave)}` : ""];
  return parts.filter((part) => part !== "").join(" ");
}

function sizeOf(value: TargetValue): number {
  return Array.isArray(value) ? value.length : 0;
}
