const component = /(?:\\[^]|"(?:\\[^]|[^"\\])*"|[^,;\\"])+/g;
/** The first of several values that one component may have, joined by "+". */
const attribute = /^\s*[^=+\s]+\s*=((?:\\[^]|"(?:\\[^]|[^"\\])*"|[^+\\"])*)/;

/** The values of a distinguished name's components, from the left (RFC 4514); null for what is none. */
export function componentsOf(name: string): readonly string[] | null {
  const components: string[] = [];
  for (const [written] of name.matchAll(component)) {
    const value = attribute.exec(written)?.[1];
    if (value === undefined) return null;
    components.push(plain(value));
  }
  return components.length === 0 ? null : components;
}

function plain(written: string): string {
  const start = written.trimStart();
  const trimmed = start.trimEnd();
  // A blank at the end that is escaped is part of the value.
  const value = /(?:^|[^\\])(?:\\\\)*\\$/.test(trimmed) ? start.slice(0, trimmed.length + 1) : trimmed;
  const quoted = /^"([^]*)"$/.exec(value)?.[1] ?? value;
  return quoted
    .replaceAll(/(?:\\[0-9A-Fa-f]{2})+/g, (bytes) =>
      Buffer.from(bytes.replaceAll("\\", ""), "hex").toString(),
    )
    .replaceAll(/\\([^])/g, "$1");
}
