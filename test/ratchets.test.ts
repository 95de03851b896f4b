import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..");

/** Counted wishes that only go down: lower a number when you can, and never raise one. */
const limits = { suppressions: 1, casts: 61, longestFile: 222 };

type Line = { readonly file: string; readonly text: string; readonly number: number };

function linesOf(folder: string): readonly Line[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(join(root, folder, file), "utf8");
      return text
        .split("\n")
        .map((line, index) => ({ file: `${folder}/${file}`, text: line, number: index + 1 }));
    });
}

const source = linesOf("src");
const all = [...source, ...linesOf("test")];

test("there are no more lint suppressions than there were", () => {
  const found = all.filter(({ text }) => /\/\/ oxlint-disable/.test(text));
  assert.ok(
    found.length <= limits.suppressions,
    found.map(({ file, number }) => `${file}:${number}`).join("\n"),
  );
});

test("there are no more type assertions in src/ than there were", () => {
  const found = source.filter(
    ({ text }) => /\bas (?!const\b)[A-Z{(]/.test(text) && !/^\s*(\/\/|\*|\/\*)/.test(text),
  );
  assert.ok(found.length > 0, "the pattern sees type assertions");
  assert.ok(found.length <= limits.casts, `${found.length} type assertions`);
});

test("no file of src/ is longer than the longest was", () => {
  const lengths = Map.groupBy(source, ({ file }) => file);
  const longest = Math.max(...lengths.values().map((lines) => lines.length));
  assert.ok(longest <= limits.longestFile, `${longest} lines`);
});

test("comments keep to 110 columns, tables aside", () => {
  const found = all.filter(
    ({ text }) => /^\s*(\/\/|\*|\/\*\*)/.test(text) && text.length > 110 && !text.includes("|"),
  );
  assert.deepEqual(
    found.map(({ file, number }) => `${file}:${number}`),
    [],
  );
});
