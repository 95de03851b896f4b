import assert from "node:assert/strict";
import { test } from "node:test";
import { exportExpression } from "../../../src/config/entra-schema/export/export-expression.ts";
import { importExpression } from "../../../src/config/entra-schema/import/import-expression.ts";
import type { EntraNode } from "../../../src/config/entra-schema/schema-shape.ts";
import { findSignature } from "../../../src/config/entra-schema/signatures.ts";
import { functionNames } from "../../../src/expression/functions/library.ts";

/** The tree without any of its texts, as only its shape tells. */
function withoutText(node: EntraNode): EntraNode {
  const parameters = node.parameters.map(({ key, value }) => ({ key, value: value && withoutText(value) }));
  return { ...node, expression: node.type === "Constant" ? node.expression : "", parameters };
}

function drawn(text: string): string {
  return importExpression(withoutText(exportExpression(text))).text;
}

test("exportExpression() gives the tree that Microsoft Graph documents", () => {
  assert.deepEqual(exportExpression('Replace([preferredLanguage], "-", , , "_", , )'), {
    expression: 'Replace([preferredLanguage], "-", , , "_", , )',
    name: "Replace",
    type: "Function",
    parameters: [
      {
        key: "source",
        value: {
          expression: "[preferredLanguage]",
          name: "preferredLanguage",
          type: "Attribute",
          parameters: [],
        },
      },
      { key: "Find", value: { expression: '"-"', name: "-", type: "Constant", parameters: [] } },
      { key: "Replacement", value: { expression: '"_"', name: "_", type: "Constant", parameters: [] } },
    ],
  });
  assert.deepEqual(exportExpression("Mid([mail], 1, 8)").parameters.slice(1), [
    { key: "start", value: { expression: '"1"', name: "1", type: "Constant", parameters: [] } },
    { key: "length", value: { expression: '"8"', name: "8", type: "Constant", parameters: [] } },
  ]);
});

test("importExpression() writes a tree without text by the keys of its parameters", () => {
  for (const [text, expected = text] of [
    ["[mail]"],
    ['"1"'],
    ['Switch([IsSoftDeleted], , "False", "True", "True", "False")'],
    ['Switch([a], , "", [b])'],
    ['Replace([a], , "x(?<y>.)", "y", "z")'],
    ['Replace([a], "x", , , , , "t-x")'],
    ['Join("-", [a], , [b])'],
    ["Mid([a], 1, 8)", 'Mid([a], "1", "8")'],
    ["BitAnd(&HF, 247)", 'BitAnd("15", "247")'],
    ['InStr([a], "b", , vbTextCompare)'],
    ['IIF([a] = "b", , [c])'],
    ['FormatDateTime([a], "x", "y")'],
    ['FormatDateTime([a], , "x", "y")', 'FormatDateTime([a], "x", "y")'],
    ['DateDiff("d", [a], [b])'],
    ["IgnoreAttributeFlow"],
    ['Coalesce([a], [b], "c")'],
  ] as const) {
    assert.equal(drawn(text), expected);
  }
});

test("importExpression() goes by the keys, whatever their order and case", () => {
  const { parameters, ...root } = withoutText(exportExpression('Replace([a], "x", , , "y")'));
  const shuffled = parameters.toReversed().map(({ key, value }) => ({ key: key.toUpperCase(), value }));
  assert.equal(importExpression({ ...root, parameters: shuffled }).text, 'Replace([a], "x", , , "y")');
});

test("importExpression() keeps unknown keys in their order", () => {
  const node = { name: "Novel", type: "Function", expression: "" };
  const [a, b] = [exportExpression("[a]"), exportExpression('"b"')];
  const parameters = [
    { key: "second", value: b },
    { key: "first", value: a },
    { key: "none", value: null },
  ];
  assert.equal(importExpression({ ...node, parameters }).text, 'Novel("b", [a], )');
});

test("importExpression() keeps the text that says what the tree says, with all its blanks", () => {
  for (const text of [
    'Switch( [IsSoftDeleted] ,, "False","True" , "True","False")',
    'IIF([country]="USA",\n  [state],\n  "none")',
    "Mid([mail], 1, &H8)",
    'Join(" ", [a], [b], , )',
    "Item([proxyAddresses], -1)",
    "SelectUniqueValue([a], [b])",
  ]) {
    assert.deepEqual(importExpression(exportExpression(text)), { text, otherwise: null });
  }
});

test("importExpression() believes the tree where the text says something else, and tells", () => {
  const tree = exportExpression('Join("-", [a], [b])');
  const text = 'Join("-", [b], [a])';
  assert.deepEqual(importExpression({ ...tree, expression: text }), {
    text: 'Join("-", [a], [b])',
    otherwise: text,
  });
});

test("importExpression() believes the text where there is no tree", () => {
  const text = 'ToUpper(Left([mail], "3"))';
  for (const root of [
    { type: "Function", name: "ToUpper", expression: text, parameters: [] },
    { type: "", name: "", expression: text, parameters: [] },
  ]) {
    assert.equal(importExpression(root).text, text);
  }
});

test("the keys of every function are known", () => {
  assert.ok(functionNames.length > 40, `${functionNames.length} functions`);
  assert.deepEqual(
    functionNames.filter((name) => findSignature(name) === null),
    [],
  );
});

test("importExpression() keeps the text of a tree that names its parameters in ways of its own", () => {
  const written = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")';
  const { parameters, ...root } = exportExpression(written);
  const keys = ["source", "key1", "result1", "key2", "result2"];
  const renamed = parameters.map(({ value }, index) => ({ key: keys[index] ?? "", value }));
  assert.deepEqual(importExpression({ ...root, parameters: renamed }), { text: written, otherwise: null });
  const other = { ...renamed[1], key: "key1", value: exportExpression('"Other"') };
  const changed = importExpression({ ...root, parameters: renamed.with(1, other) });
  assert.deepEqual(changed, { text: written, otherwise: null }, "a tree that is no expression");
});
