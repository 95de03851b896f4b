import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document, Node, Pair } from "yaml";
import { interpolate } from "./interpolate.ts";
import type { Environment } from "./interpolate.ts";
import type { Problem } from "../problem.ts";
import { positionInScalar } from "./scalar-position.ts";

/** Keys and indexes from the root of a file to one of its values. */
export type Path = readonly (string | number)[];

/** A configuration file as written, with its variables filled in. */
export type YamlFile = {
  readonly file: string;
  readonly text: string;
  /** Plain JSON values; what they should be is checked later. */
  readonly value: unknown;
  readonly document: Document;
  readonly lines: LineCounter;
  /** Path (as JSON) → the text with its `${…}`, of every value that has one. */
  readonly references: ReadonlyMap<string, string>;
  /** Paths (as JSON) whose `${…}` could not be filled in: their values mean nothing. */
  readonly unresolved: ReadonlySet<string>;
};

/** `yaml` is null when the text is no YAML. */
export type ParsedYaml = { readonly yaml: YamlFile | null; readonly problems: readonly Problem[] };

export function parseYaml(text: string, options: { file: string; env: Environment }): ParsedYaml {
  const { file, env } = options;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const place = { file, lines };

  const broken = document.errors.find(({ code }) => code !== "DUPLICATE_KEY");
  if (broken !== undefined) {
    const message = `broken YAML: ${broken.message}${cureOf(text, broken.pos[0])}`;
    return { yaml: null, problems: [problemAt(place, broken.pos[0], message)] };
  }
  const oddities = [...document.errors, ...document.warnings].map(({ code, message, pos }) => {
    const key = text.slice(pos[0]).match(/^[^\s:]+/)?.[0] ?? "";
    return problemAt(place, pos[0], code === "DUPLICATE_KEY" ? `duplicate key "${key}"` : message);
  });

  const { references, failures } = interpolate(document, { file, env });
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { yaml: null, problems: [problemAt(place, 0, `broken YAML: ${message}`)] };
  }
  const unresolved = new Set(failures.map(({ path }) => JSON.stringify(path)));
  const yaml = { file, text, value, document, lines, references, unresolved };
  const missing = failures.map(({ path, message }) => valueProblem(yaml, path, message));
  return { yaml, problems: [...oddities, ...missing] };
}

/**
 * A problem with the value at a path; where the file has none, at the nearest mapping that should have it.
 */
export function valueProblem(yaml: YamlFile, path: Path, message: string): Problem {
  return problemAtNode(yaml, valueNode(yaml, path) ?? nearestNode(yaml, path.slice(0, -1)), message);
}

/** A problem with the key of an entry itself. */
export function keyProblem(yaml: YamlFile, path: Path, message: string): Problem {
  const key = pairAt(yaml, path)?.key;
  return problemAtNode(yaml, (key as Node | undefined) ?? nearestNode(yaml, path.slice(0, -1)), message);
}

/** A problem inside a text, such as an expression, which counts its own lines and columns. */
export function textProblem(
  yaml: YamlFile,
  path: Path,
  inside: { message: string; at: { line: number; column: number } },
): Problem {
  const node = valueNode(yaml, path);
  const written = !yaml.references.has(JSON.stringify(path)) && isScalar(node) && node.range;
  const offset = written ? positionInScalar(yaml.text.slice(written[0], written[1]), inside.at) : null;
  if (!written || offset === null) {
    const { line, column } = inside.at;
    return valueProblem(yaml, path, `${inside.message} (line ${line}, column ${column} of the text)`);
  }
  const { line, col } = yaml.lines.linePos(written[0] + offset);
  return { file: yaml.file, line, column: col, message: inside.message };
}

/** Whether a `${…}` of this value could not be filled in, so that nothing more can be said about it. */
export function isUnresolved(yaml: YamlFile, path: Path): boolean {
  return yaml.unresolved.has(JSON.stringify(path));
}

function problemAtNode(yaml: YamlFile, node: Node | null, message: string): Problem {
  return problemAt(yaml, node?.range?.[0] ?? 0, message);
}

function problemAt(
  { file, lines }: Pick<YamlFile, "file" | "lines">,
  offset: number,
  message: string,
): Problem {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
}

function nearestNode(yaml: YamlFile, path: Path): Node | null {
  for (let length = path.length; length >= 0; length--) {
    const node = valueNode(yaml, path.slice(0, length));
    if (node !== null) return node;
  }
  return null;
}

function valueNode(yaml: YamlFile, path: Path): Node | null {
  let node: Node | null = yaml.document.contents;
  for (const segment of path) node = child(resolved(yaml, node), segment);
  return node;
}

function child(node: Node | null, segment: string | number): Node | null {
  if (isSeq(node)) return (node.items[Number(segment)] as Node | undefined) ?? null;
  return (findPair(node, segment)?.value as Node | undefined) ?? null;
}

function pairAt(yaml: YamlFile, path: Path): Pair | null {
  const segment = path.at(-1);
  if (segment === undefined) return null;
  return findPair(resolved(yaml, valueNode(yaml, path.slice(0, -1))), segment);
}

function findPair(node: Node | null, segment: string | number): Pair | null {
  if (!isMap(node)) return null;
  const found = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
  return found ?? null;
}

function resolved(yaml: YamlFile, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(yaml.document) ?? null) : node;
}

/** The slip that everybody makes once: `{ token: ${TOKEN} }`. */
function cureOf(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1).split("\n", 1)[0] ?? "";
  return /[[{].*[\s[,:]\$\{/.test(line) ? ': inside { } and [ ], write "${NAME}" with quotes' : "";
}
