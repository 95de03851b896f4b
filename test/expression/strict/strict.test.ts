import assert from "node:assert/strict";
import { test } from "node:test";
import { compile } from "../../../src/expression/compile.ts";
import { strictRules } from "../../../src/expression/strict/rules.ts";
import { strictFlaws } from "../../../src/expression/strict/strict.ts";

/** What each expression is refused for, with the column; several flaws in the order of the text. */
const refused: readonly (readonly [expr: string, ...flaws: (readonly [column: number, what: string])[]])[] = [
  ["Trim([a])", [1, "Trim"]],
  ['Append([a], ConvertFromBase64("SGk=", UTF8))', [13, "ConvertFromBase64"]],
  ["DNComponent([a], 1)", [1, "DNComponent"]],
  ['Error("x")', [1, "Error"]],
  ["StringFromSid([a])", [1, "StringFromSid"]],
  ["DefaultDomain()", [1, "DefaultDomain"]],
  ["AppRoleAssignments([appRoleAssignments])", [1, "AppRoleAssignments"]],
  ['Prepend("a", [b])', [1, "Prepend"]],
  ["IsNothing([a])", [1, "IsNothing"]],
  ['SelectUniqueValue([a], "b")', [1, "SelectUniqueValue"]],
  ['IIF([country]="","Other",[country])', [5, 'a comparison with "" in a condition of IIF']],
  ['IIF(IsNullOrEmpty([country]),"Other",[country])', [5, "IsNullOrEmpty in a condition of IIF"]],
  ['IIF(IsPresent([country]),[country],"Other")', [5, "IsPresent in a condition of IIF"]],
  ['IIF(Not(IsNull([a])), "x", "y")', [9, "IsNull in a condition of IIF"]],
  ['IIF([a] = "b", IIF(IsPresent([c]), "x", "y"), "z")', [20, "IsPresent in a condition of IIF"]],
  ['Switch(IsPresent([a]), "d", "True", "x")', [8, "IsPresent in Switch"]],
  ['Switch([a], "d", IsNull([b]), "x")', [18, "IsNull in Switch"]],
  ["Mid([a], 0, 2)", [10, "Mid with 0"]],
  ['Mid([a], "1", "-1")', [15, "Mid with -1"]],
  ["Item([a], 0)", [11, "Item with position 0"]],
  ['InStr([a], "b", 0)', [17, "InStr with position 0"]],
  ['FormatDateTime([a], "yyyy", "yy")', [1, "FormatDateTime with 3 arguments"]],
  ['FormatDateTime([a], "yyyy", "yy", )', [1, "FormatDateTime with 3 arguments"]],
  [
    'FormatDateTime(CDate([a]), , "yyyy-MM-dd", "yyyy")',
    [1, 'FormatDateTime of CDate() in another format than "M/d/yyyy h:mm:ss tt"'],
  ],
  ['Replace([a], , "(?<n>x)", "n", , [b], )', [34, "Replace with a replacementAttributeName"]],
  ['DateAdd("d", 1, [a])', [17, "DateAdd of what is no CDate(…)"]],
  ['DateDiff("d", "2025-01-01", CDate([a]))', [15, "DateDiff of what is no CDate(…)"]],
  ['[a] = "b"', [1, '"=" outside a condition']],
  ['Not([a] <> "b")', [5, '"<>" outside a condition']],
  ['IIF([a] = "b", , "c")', [16, "an argument of IIF that is left empty"]],
  ['Switch([a], , "b", )', [20, "an argument of Switch that is left empty"]],
  ['IIF([a] = "b", [c], IgnoreAttributeFlow)', [21, "the word IgnoreAttributeFlow"]],
  ["IgnoreObjectFlow", [1, "the word IgnoreObjectFlow"]],
  ["Append([a], vbTextCompare)", [13, "the word vbTextCompare here"]],
  ["UTF8", [1, "the word UTF8 here"]],
  ["7", [1, "the number 7 here"]],
  ["Append([a], 7)", [13, "the number 7 here"]],
  ["IIF([a] = 1.5, [b], [c])", [11, "the number 1.5"]],
  ["Mid([a], &H2, 3)", [10, "a hexadecimal number here"]],
  [String.raw`Replace([a], , "\+(\\d)", , "", , )`, [16, 'a backslash before "+"']],
  ["[userType]", [1, "the attribute userType"]],
  [
    'Join(",", [manager.mail], [memberOf])',
    [11, "the attribute manager.mail"],
    [27, "the attribute memberOf"],
  ],
  ["[appRoleAssignments]", [1, "the attribute appRoleAssignments here"]],
  ['Join(" ", Trim([a]), Trim([b]))', [11, "Trim"], [22, "Trim"]],
];

/** Forms that Entra's documents have for applications. */
const allowed = [
  "[userPrincipalName]",
  "[manager]",
  '"Employee"',
  'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
  'Switch([country], [country], "", "Other")',
  'IIF([country]="USA",IIF([state]="CA","True","False"),"False")',
  'IIF(DateDiff("d", Now(), CDate([employeeHireDate])) > 5, "False", "True")',
  'IIF(InStr([mail],"@contoso.com")=0,"none",[mail])',
  "CBool([a] = [b])",
  "IsPresent([mail])",
  'IIF([country]="USA",IsPresent([mail]),IIF([state]="CA",IsNull([mail]),"False"))',
  'DateAdd("d", -10, CDate([employeeHireDate]))',
  'DateAdd("m", 1, DateAdd("d", 1, Now()))',
  'FormatDateTime([extensionAttribute1], , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")',
  'FormatDateTime(Now(), , "M/d/yyyy h:mm:ss tt", "yyyy-MM-dd")',
  'FormatDateTime(DateAdd("yyyy", 60, CDate([a])), ,"M/d/yyyy hh:mm:ss tt","yyyy-MM-dd")',
  'Join("", 1000, Replace(ConvertToUTF8Hex([objectId]), , "[a-zA-Z_]*", , "", , ))',
  'Join("@", NormalizeDiacritics(StripSpaces(Join(".",  [givenName], [surname]))), "contoso.com")',
  'InStr("repEated","e",3,vbBinaryCompare)',
  "BitAnd(&HF, &HF7)",
  'RandomString(10,2,2,2,1,"?,")',
  'Mid([surname], "1", "5")',
  "Left([a], -1)",
  "Item([proxyAddresses], 1)",
  "DateFromNum(129699324000000000)",
  String.raw`Replace([mobile], , "[()\\s-]+\"", , "", , )`,
  'Replace([UserID],"<username>", , , , , "<username>@contoso.com")',
  "SingleAppRoleAssignment([appRoleAssignments])",
  "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
  "Redact(RandomString(6,3,0,0,3))",
  'Coalesce([mail],[userPrincipalName],"")',
  'PCase([surname]," -")',
  "Guid()",
];

test("strictFlaws() finds what Entra does not support or leaves open, at its place", () => {
  for (const [expr, ...expected] of refused) {
    const found = strictFlaws(compile(expr)).map(({ message, at }) => [
      at.column,
      message.replace("compatibility: strict refuses ", "").replace(/: (?:Entra|it ).*$/, ""),
    ]);
    assert.deepEqual(found, expected, expr);
  }
});

test("strictFlaws() lets pass what Entra's documents have for applications", () => {
  for (const expr of allowed) assert.deepEqual(strictFlaws(compile(expr)), [], expr);
});

test("strictFlaws() says why in one sentence, for each of its rules", () => {
  const said = refused.flatMap(([expr]) => strictFlaws(compile(expr)).map(({ message }) => message));
  for (const { why } of strictRules) {
    assert.ok(
      said.some((message) => message.endsWith(`: ${why}`)),
      `a case is refused as ${why}`,
    );
    assert.match(why, /^(?:Entra|it )[^.]*[^.]$/);
  }
});

test("strictFlaws() counts lines", () => {
  const [flaw] = strictFlaws(compile('Join(" ",\n  [givenName],\n  Trim([surname]))'));
  assert.deepEqual(flaw?.at, { line: 3, column: 3 });
});

test("strict refuses only what the default compatibility evaluates", () => {
  for (const [expr] of refused) assert.doesNotThrow(() => compile(expr), expr);
});
