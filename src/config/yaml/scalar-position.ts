/** YAML's escapes in double quotes that take more than two characters, with their length. */
const longEscapes: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

/**
 * The offset in a scalar's source, quotes included, of a position in its value; null where lines were folded
 * or a block scalar was written, so that the two cannot be laid side by side.
 */
export function positionInScalar(source: string, at: { line: number; column: number }): number | null {
  if (at.line !== 1 || /[\r\n]/.test(source) || /^[|>]/.test(source)) return null;
  const quote = /^["']/.exec(source)?.[0] ?? "";
  let offset = quote.length;
  for (let column = 1; column < at.column && offset < source.length; column++) {
    offset += lengthAt(source, offset, quote);
  }
  return offset;
}

function lengthAt(source: string, offset: number, quote: string): number {
  if (quote === "'") return source.startsWith("''", offset) ? 2 : 1;
  if (quote === '"' && source[offset] === "\\") return longEscapes[source[offset + 1] ?? ""] ?? 2;
  return 1;
}
