import { longestValue } from "../outcome.ts";
import type { Pattern } from "./pattern.ts";
import type { Match } from "./match.ts";

/** A .NET replacement, such as `${isdCode}-$1`, ready to be filled from a match. */
export type Replacement = (match: Match) => string;

/** Names have letters of all scripts, and the two joiners of letters. */
const reference = /\$(?:[$&`'+_]|(\d+)|\{([\p{L}\p{Mn}\p{Nd}\p{Pc}\u200C\u200D]+)\})/gu;

/** What names no group of the pattern is kept as it stands. */
export function compileReplacement(written: string, pattern: Pattern): Replacement {
  if (!written.includes("$")) return () => written;
  const parts: Replacement[] = [];
  let end = 0;
  for (const found of written.matchAll(reference)) {
    const literal = written.slice(end, found.index);
    const filled = compileReference(found, pattern);
    parts.push(() => literal, filled);
    end = found.index + found[0].length;
  }
  const rest = written.slice(end);
  parts.push(() => rest);
  return (match) => {
    let text = "";
    for (const part of parts) {
      text += part(match);
      // The caller refuses what is too long: here it is enough not to build more of it.
      if (text.length > longestValue) break;
    }
    return text;
  };
}

/** The text of a group; empty where it took no part in the match. */
export function groupText(match: Match, group: number): string {
  const span = match.span(group);
  return span === null ? "" : match.input.slice(span.start, span.end);
}

function compileReference(found: RegExpExecArray, pattern: Pattern): Replacement {
  const [whole] = found;
  const name = found[1] ?? found[2];
  if (name !== undefined) {
    const group = pattern.group(name);
    return group === undefined ? () => whole : (match) => groupText(match, group);
  }
  switch (whole) {
    case "$&":
      return (match) => groupText(match, 0);
    case "$+":
      return (match) => groupText(match, pattern.lastGroup);
    case "$_":
      return (match) => match.input;
    case "$`":
      return (match) => match.input.slice(0, match.span(0)?.start);
    case "$'":
      return (match) => match.input.slice(match.span(0)?.end);
    default:
      return () => "$";
  }
}
