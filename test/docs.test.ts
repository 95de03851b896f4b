import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..");
const pages = [
  ...readdirSync(root).filter((file) => file.endsWith(".md")),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file)),
];

type Link = { readonly page: string; readonly text: string; readonly target: string };

const links: readonly Link[] = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/\[([^\]]+)\]\(([^)\s#]+)[^)]*\)/g)]
    .map(([, name = "", target = ""]) => ({ page, text: name, target }))
    .filter(({ target }) => !/^https?:/.test(target));
});

test("every link of the documents leads somewhere", () => {
  assert.ok(links.length > 50, `only ${links.length} links were seen`);
  const broken = links.filter(({ page, target }) => !existsSync(join(root, dirname(page), target)));
  assert.deepEqual(broken, []);
});

test("every name that links to code is exported there", () => {
  const names = links.filter(({ text, target }) => target.endsWith(".ts") && /^`\w+`$/.test(text));
  assert.ok(names.length > 30, `only ${names.length} names were seen`);
  const missing = names.filter(({ page, text, target }) => {
    const code = readFileSync(join(root, dirname(page), target), "utf8");
    return !new RegExp(
      `export (async )?(function|class|type|interface|const) ${text.replaceAll("`", "")}\\b`,
    ).test(code);
  });
  assert.deepEqual(missing, []);
});
