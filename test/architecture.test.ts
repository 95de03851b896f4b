import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..", "src");

/** From the top: a folder imports from rows below its own, never sideways and never upwards. */
const rows: readonly (readonly string[])[] = [
  ["lockstep"],
  ["main"],
  ["compose"],
  ["cli", "web", "worker"],
  ["cycle", "notify"],
  ["source", "target", "store", "sandbox"],
  ["config"],
  ["rules"],
  ["expression", "http"],
];
/** Inside their row the commands may use these. */
const exceptions = new Set(["cli → web", "cli → worker"]);

const pure = ["rules", "expression"];
const impurities: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["waits", /\bawait\b|\basync\b|\bPromise\b/],
  ["reads the clock", /Date\.now|new Date\(\)|performance\.|\bTemporal\.Now\b/],
  ["rolls dice", /Math\.random|randomUUID/],
  ["logs", /\bconsole\./],
  ["imports from Node", /\b(?:from|import)\s*\(?\s*"node:/],
];

/** One that the rows cannot be held against. */
const unnamedImport = /\bimport\s*\(\s*[^"\s]/;

type Import = { readonly from: string; readonly to: string; readonly line: string };

function sourceFiles(): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
}

function importsOf(file: string): readonly Import[] {
  return importsIn(file, readFileSync(join(root, file), "utf8"));
}

/** Static imports, and those that wait until they are needed. */
function importsIn(file: string, text: string): readonly Import[] {
  const from = folderOf(file);
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].flatMap(([, path = ""]) => {
    const target = normalize(relative(root, join(root, dirname(file), path)));
    const to = target.startsWith("..") ? null : folderOf(target);
    return to === null || to === from ? [] : [{ from, to, line: `src/${file} imports src/${target}` }];
  });
}

function folderOf(file: string): string {
  const [first = ""] = file.split("/");
  return first.replace(/\.ts$/, "");
}

function rowOf(folder: string): number {
  return rows.findIndex((row) => row.includes(folder));
}

function isAllowed({ from, to }: Import): boolean {
  return exceptions.has(`${from} → ${to}`) || (rowOf(from) >= 0 && rowOf(from) < rowOf(to));
}

test("src/ imports downwards only", () => {
  const imports = sourceFiles().flatMap(importsOf);
  assert.ok(
    imports.length > 150,
    `only ${imports.length} imports between folders were seen: is the pattern still right?`,
  );
  const breaches = imports.filter((each) => !isAllowed(each)).map(({ line }) => line);
  assert.deepEqual(breaches, []);
});

test("what src/ imports when it is needed is named where it is imported", () => {
  const hidden = sourceFiles().filter((file) => {
    return unnamedImport.test(withoutComments(readFileSync(join(root, file), "utf8")));
  });
  assert.deepEqual(hidden, []);
});

test("src/ has no folder that the rows do not know", () => {
  const unknown = sourceFiles()
    .map(folderOf)
    .filter((folder) => rowOf(folder) < 0);
  assert.deepEqual([...new Set(unknown)], []);
});

test("rules/ and expression/ are pure", () => {
  const files = sourceFiles().filter((file) => pure.includes(folderOf(file)));
  assert.ok(files.length > 20, `only ${files.length} pure files were seen`);
  const breaches = files.flatMap((file) => {
    const code = withoutComments(readFileSync(join(root, file), "utf8"));
    return impurities.flatMap(([name, pattern]) => (pattern.test(code) ? [`src/${file} ${name}`] : []));
  });
  assert.deepEqual(breaches, []);
});

test("only main.ts and the sandbox's own process read process.*", () => {
  const allowed = new Set(["main.ts", "sandbox/process.ts"]);
  const readers = sourceFiles().filter((file) => {
    return (
      !allowed.has(file) &&
      /\bprocess\.(?!ts")\w/.test(withoutComments(readFileSync(join(root, file), "utf8")))
    );
  });
  assert.deepEqual(readers, []);
});

test("the rules of the house see a breach", () => {
  assert.equal(isAllowed({ from: "rules", to: "store", line: "" }), false);
  assert.equal(isAllowed({ from: "source", to: "target", line: "" }), false);
  assert.equal(isAllowed({ from: "cli", to: "cycle", line: "" }), true);
  const late = [`await import("../cycle/run-job.ts")`, `import(\n  "../store/store.ts",\n)`].join("\n");
  const imports = importsIn("source/planted.ts", late);
  assert.deepEqual(
    imports.map((each) => [each.to, isAllowed(each)]),
    [
      ["cycle", false],
      ["store", false],
    ],
  );
  assert.match("import(path)", unnamedImport);
  assert.match("import(`../cycle/${name}.ts`)", unnamedImport);
  assert.doesNotMatch(late, unnamedImport);
});

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
}
