import type { Change, TargetValue } from "../rules/operation.ts";
import { redactChange } from "../rules/redact.ts";
import { valueText } from "../rules/value-text.ts";
import { number } from "./phrases.ts";

/** `title "Engineer" → "Senior Engineer"`, `userName "ada@x"`, `roles + ["Admin"]`, `members +2 −1` */
export function changeText(change: Change): string {
  return `${change.path} ${changedText(change)}`;
}

/** The same without the path. */
export function changedText(change: Change): string {
  const { path, from, to, adds } = redactChange(change);
  if (path === "members") return membersText(sizeOf(from), sizeOf(to));
  if (adds === true) return `+ ${valueText(to)}`;
  return from === null ? valueText(to) : `${valueText(from)} → ${valueText(to)}`;
}

function membersText(leave: number, join: number): string {
  const parts = [join > 0 ? `+${number(join)}` : "", leave > 0 ? `−${number(leave)}` : ""];
  return parts.filter((part) => part !== "").join(" ");
}

function sizeOf(value: TargetValue): number {
  return Array.isArray(value) ? value.length : 0;
}
