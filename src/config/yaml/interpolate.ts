import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isMap, isScalar, isSeq } from "yaml";
import type { Document, Scalar } from "yaml";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A reference that could not be filled in. */
type Failure = { readonly path: readonly (string | number)[]; readonly message: string };

export type Interpolated = {
  /** Path (as JSON) → the text as written, of every value that had a reference. */
  readonly references: ReadonlyMap<string, string>;
  readonly failures: readonly Failure[];
};

type Context = {
  readonly file: string;
  readonly env: Environment;
  readonly references: Map<string, string>;
  readonly failures: Failure[];
};

const reference = /\$(\$\{)|\$\{([^}]*)(\}?)/g;
const variable = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;
const filePath = /^file:(.+)$/s;

/**
 * Fills in `${NAME}`, `${NAME:-default}` and `${file:/path}` in the values of a document; `$${` stands for
 * `${`. In an expression `${name}` may also be the group `(?<name>…)` of a regular expression: that one is
 * left alone.
 */
export function interpolate(document: Document, options: { file: string; env: Environment }): Interpolated {
  const context: Context = { ...options, references: new Map(), failures: [] };
  visit(document.contents, [], context);
  return { references: context.references, failures: context.failures };
}

/** Whether the text holds a secret itself, rather than only references to it. */
export function isLiteral(written: string): boolean {
  const references = [...written.matchAll(reference)];
  return references.length === 0 || references.some(([, , inner = ""]) => variable.exec(inner)?.[2]);
}

function visit(node: unknown, path: readonly (string | number)[], context: Context): void {
  if (isScalar(node)) fillIn(node, path, context);
  if (isSeq(node)) node.items.forEach((item, index) => visit(item, [...path, index], context));
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    visit(value, [...path, String(isScalar(key) ? key.value : key)], context);
  }
}

function fillIn(scalar: Scalar, path: readonly (string | number)[], context: Context): void {
  const written = scalar.value;
  if (typeof written !== "string" || !written.includes("${")) return;
  const groups = new Set([...written.matchAll(/\(\?[<'](\w+)[>']/g)].map(([, name]) => name));
  let filled = "";
  let end = 0;
  for (const { 0: whole, 1: escaped, 2: inner = "", 3: brace, index } of written.matchAll(reference)) {
    filled += written.slice(end, index);
    end = index + whole.length;
    const isGroup = groups.has(inner) || (groups.size > 0 && /^\d+$/.test(inner));
    if (escaped !== undefined || isGroup) {
      filled += escaped ?? whole;
      continue;
    }
    const found = brace === "" ? unreadable(whole) : valueOf(inner, context);
    if ("value" in found) filled += found.value;
    else context.failures.push({ path, message: `${path.join(".")} needs ${found.missing}` });
  }
  scalar.value = filled + written.slice(end);
  if (scalar.value !== written) context.references.set(JSON.stringify(path), written);
}

type Found = { readonly value: string } | { readonly missing: string };

function valueOf(inner: string, { file, env }: Context): Found {
  const [, name, fallback] = variable.exec(inner) ?? [];
  if (name !== undefined) {
    const value = env[name] ?? "";
    if (value !== "") return { value };
    if (fallback !== undefined) return { value: fallback };
    const is = env[name] === undefined ? "not set" : "empty";
    return { missing: `the environment variable ${name}: it is ${is}` };
  }
  const [, path] = filePath.exec(inner) ?? [];
  return path === undefined ? unreadable(`\${${inner}}`) : contentOf(resolve(dirname(file), path));
}

function contentOf(path: string): Found {
  try {
    const value = readFileSync(path, "utf8").replace(/[\r\n]+$/, "");
    return value === "" ? { missing: `the file ${path}: it is empty` } : { value };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { missing: `the file ${path}: ${reasons[code ?? ""] ?? `it cannot be read (${code})`}` };
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  EACCES: "this user may not read it",
  EISDIR: "it is a folder",
};

function unreadable(written: string): Found {
  return {
    missing: `a variable where it says ${written}: write \${NAME}, \${NAME:-default} or \${file:/path}`,
  };
}
