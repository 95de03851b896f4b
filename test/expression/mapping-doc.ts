/** One row `Expression | Source | Result` of `docs/mapping.md`. */
export type Example = {
  readonly line: number;
  /** The nearest heading above it. */
  readonly heading: string;
  readonly expr: string;
  readonly source: Readonly<Record<string, unknown>>;
  /** Values in use in the target. */
  readonly taken: readonly string[];
  /** As written: JSON, `null`, `(left alone)`, `/pattern/` or `error: …`. */
  readonly result: string;
};

/** One row `Token | Prints | Means`. */
export type Token = { readonly line: number; readonly token: string; readonly prints: string };

export type MappingDoc = {
  readonly now: Date;
  readonly examples: readonly Example[];
  readonly tokens: readonly Token[];
  /** Expressions of rows `Refused by strict | Because`. */
  readonly strict: readonly string[];
  /** Level 3 headings: a name in backquotes is a function. */
  readonly functions: readonly string[];
  /** Names and anchors of the index, in its order. */
  readonly index: readonly { readonly name: string; readonly anchor: string }[];
};

/** Reads the tables of the document by their headers. */
export function readMappingDoc(text: string): MappingDoc {
  const examples: Example[] = [];
  const tokens: Token[] = [];
  const strict: string[] = [];
  const functions: string[] = [];
  let heading = "";
  let table = "";
  for (const [index, written] of text.split("\n").entries()) {
    const line = index + 1;
    const title = /^#+ (.+)$/.exec(written)?.[1];
    if (title !== undefined) {
      heading = title.replaceAll("`", "");
      if (/^### `\w+`$/.test(written)) functions.push(heading);
    }
    if (!written.startsWith("|")) {
      table = "";
      continue;
    }
    const [first = "", second = "", third = ""] = cellsOf(written);
    if (table === "") table = [first, second, third].join(" ");
    else if (/^-+$/.test(first)) continue;
    else if (table === "Expression Source Result") {
      examples.push({ line, heading, expr: code(first), ...sourceOf(second), result: code(third) });
    } else if (table.startsWith("Refused by strict ")) strict.push(code(first));
    else if (table === "Token Prints Means") tokens.push({ line, token: code(first), prints: code(second) });
  }
  const now = /the time is `([^`]+)`/.exec(text)?.[1] ?? "";
  return { now: new Date(now), examples, tokens, strict, functions, index: indexOf(text) };
}

function cellsOf(row: string): readonly string[] {
  return row
    .slice(1, row.lastIndexOf("|"))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll(String.raw`\|`, "|"));
}

function sourceOf(cell: string): Pick<Example, "source" | "taken"> {
  const [source = "{}", taken = "[]"] = [...cell.matchAll(/`([^`]+)`/g)].map(([, json = ""]) => json);
  return {
    source: JSON.parse(source) as Record<string, unknown>,
    taken: JSON.parse(taken) as readonly string[],
  };
}

function code(cell: string): string {
  return /^`(.*)`$/.exec(cell)?.[1] ?? cell;
}

function indexOf(text: string): MappingDoc["index"] {
  const paragraph = /^Functions: ([^]*?)\n\n/m.exec(text)?.[1] ?? "";
  return [...paragraph.matchAll(/\[`(\w+)`\]\(#([\w-]+)\)/g)].map(([, name = "", anchor = ""]) => ({
    name,
    anchor,
  }));
}
