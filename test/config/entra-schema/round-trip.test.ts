import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { writeJobFile } from "../../../src/config/entra-schema/job-file/job-file.ts";
import { exportText, fixtures, importFixture, importText, loadJob, throughEntra } from "./entra.ts";

for (const name of fixtures) {
  test(`import → export → import gives the same job: ${name}.json`, async () => {
    const first = writeJobFile(await importFixture(name));
    const second = await throughEntra(first);
    assert.deepEqual(parse(second), parse(first));
    assert.equal((await loadJob(second)).rules.fingerprint, (await loadJob(first)).rules.fingerprint);
    assert.equal(await throughEntra(second), second);
  });
}

test("what came from Entra goes back into Entra's own places, not into what is kept beside", async () => {
  for (const name of fixtures) {
    const schema = await exportText(writeJobFile(await importFixture(name)));
    const kept = schema.synchronizationRules.flatMap(({ metadata }) => metadata.map(({ key }) => key));
    const expected = name === "dialpad" ? ["lockstep:job", "lockstep:profile"] : ["lockstep:job"];
    assert.deepEqual(kept, expected, name);
  }
});

for (const name of ["dialpad", "scim"]) {
  test(`job → export → import gives the same rules: the shipped ${name}.yaml`, async () => {
    const text = await readFile(new URL(`../../../config/jobs/${name}.yaml`, import.meta.url), "utf8");
    const [before, after] = [await loadJob(text), await loadJob(await throughEntra(text))];
    assert.deepEqual([after.name, after.target.profile], [name, before.target.profile]);
    assert.equal(after.rules.fingerprint, before.rules.fingerprint);
  });
}

const expressions = [
  "[mail]",
  "[employeeId]",
  '"Fixed \\"text\\""',
  '"${NOT_A_VARIABLE} and $1"',
  'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
  'Switch([country], [city], "US", Switch([state], , "", "none"), "JP", )',
  'Replace([mailNickname], , "^(?<name>[a-z]+)\\\\d*$", , "${name}", , )',
  'Replace([preferredLanguage], "-", , , "_", , )',
  'Replace([department], "Sales", , , , , "a-Sales-b")',
  'Join(" ", [givenName], , [surname], )',
  "Mid([userPrincipalName], 1, &H8)",
  'IIF([country]="USA", IIF(IsPresent([state]), [state], "none"), IgnoreAttributeFlow)',
  "IIF(IsNullOrEmpty([mail]), , [mail])",
  'FormatDateTime([extensionAttribute1], , "yyyy-MM-dd", "dd.MM.yyyy")',
  'FormatDateTime([extensionAttribute1], "yyyy-MM-dd", "dd.MM.yyyy")',
  'Coalesce([department], [extensionAttribute3], "None")',
  'InStr([displayName], "a", , vbTextCompare)',
  'Left(\n  ToUpper([surname], "tr-TR"),\n  3\n)',
  'Word([displayName], 2, " ,")',
  "Not( [accountEnabled] )",
  "Guid()",
  'RandomString(12, 1, 1, 1, 1, "l1O0")',
  'SelectUniqueValue([mailNickname], Append([mailNickname], "2"))',
  "Redact([employeeId])",
  "[manager.displayName]",
  'Join(",", [memberOf])',
  "[appRoles]",
  "[extension_9f1c2d3e4a5b46c78d90e1f2a3b4c5d6_costCenter]",
];
/** These are written once, when the object is created, and nothing is matched by them. */
const generated = /Guid|RandomString|SelectUniqueValue/;
/** Nobody can be matched by it. */
const unmatched = /Guid|RandomString|SelectUniqueValue|"type":"(?:boolean|number)"/;
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const targets = [
  "displayName",
  "name.givenName",
  "externalId",
  'emails[type eq "work"].value',
  'phoneNumbers[type eq "mobile"].value',
  `${enterprise}:department`,
  "urn:ietf:params:scim:schemas:extension:Own:2.0:User:note",
  "title",
  "nickName",
];
const clauses = [
  { attribute: "department", operator: "EQUALS", value: "Sales" },
  { attribute: "accountEnabled", operator: "is_true" },
  { attribute: "employeeId", operator: "Greater_Than", value: 7 },
  { attribute: "mail", operator: "REGEX MATCH", value: "^${x}\\d+@" },
  { attribute: "country", operator: "IS NOT NULL" },
  { attribute: "companyName", operator: "STARTS_WITH", value: "Con" },
  { attribute: "country", operator: "IN", value: ["CH", "LI"] },
  { attribute: "employeeHireDate", operator: "BEFORE", value: "2026-01-01" },
  { attribute: "employeeHireDate", operator: "BEFORE", value: "now-30d" },
  { attribute: "memberOf", operator: "IN", value: ["Sales", "Support"] },
  { attribute: "appRoles", operator: "INCLUDES", value: "Admin" },
  { attribute: "manager.department", operator: "EQUALS", value: "Sales" },
  { expression: 'IIF([city]="Bern", "True", "False")' },
];
const policy = fc.constantFrom("disable", "delete", "keep");

const options = fc
  .record(
    {
      default: fc.constantFrom("", "Unknown", "${MONEY}"),
      apply: fc.constantFrom("always", "create", "add"),
      nulls: fc.constantFrom("skip", "clear"),
      required: fc.boolean(),
      caseExact: fc.boolean(),
      type: fc.constantFrom("string", "boolean", "number"),
    },
    { requiredKeys: [] },
  )
  .filter(({ apply, nulls }) => nulls !== "clear" || apply === undefined || apply === "always");

const mapping = fc
  .tuple(fc.constantFrom(...expressions), options)
  .map(([expression, given]) => (Object.keys(given).length === 0 ? expression : { expression, ...given }))
  .filter(
    (made) =>
      typeof made === "string" ||
      !generated.test(made.expression) ||
      ((made.apply ?? "create") === "create" && made.nulls !== "clear"),
  );

/** What Entra's functions for roles say by themselves, and what a job file says in its place. */
const roles = fc
  .record(
    {
      expression: fc.constantFrom(
        "AppRoleAssignmentsComplex([appRoleAssignments])",
        "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
      ),
      nulls: fc.constantFrom("skip", "clear"),
    },
    { requiredKeys: ["expression"] },
  )
  .filter(({ expression, nulls }) => expression.startsWith("Assertive") || nulls !== "clear");

const objects = fc
  .record(
    {
      actions: fc.subarray(["create", "update", "delete"], { minLength: 1 }),
      filter: fc.array(fc.array(fc.constantFrom(...clauses), { minLength: 1, maxLength: 3 }), {
        minLength: 1,
        maxLength: 3,
      }),
      composite: fc.constantFrom(
        [["userName", "displayName"]],
        ["externalId", ["userName", "title"]],
        [["userName"]],
      ),
      attributes: fc.dictionary(fc.constantFrom(...targets), mapping, { maxKeys: 6 }),
      roles,
      role: fc.constant("SingleAppRoleAssignment([appRoleAssignments])"),
      userName: options.filter(({ type }) => type === undefined || type === "string"),
    },
    { requiredKeys: ["attributes", "userName"] },
  )
  .map(({ composite, attributes, userName, roles: many, role: one, ...rest }) => {
    const all = {
      userName: { expression: "[userPrincipalName]", ...userName },
      ...attributes,
      ...(many === undefined ? {} : { roles: many }),
      ...(one === undefined ? {} : { 'entitlements[primary eq "True"].value': one }),
    };
    const match = composite?.filter((entry) =>
      [entry]
        .flat()
        .every(
          (path) => Object.hasOwn(all, path) && !unmatched.test(JSON.stringify(all[path as "userName"])),
        ),
    );
    return { ...rest, ...(match === undefined || match.length === 0 ? {} : { match }), attributes: all };
  });

const groups = fc.record(
  {
    enabled: fc.boolean(),
    actions: fc.subarray(["create", "update", "delete"], { minLength: 1 }),
    attributes: fc.constantFrom(
      { displayName: "[displayName]", members: "[members]" },
      {
        displayName: { expression: 'Append("G ", [displayName])', caseExact: false },
        externalId: "[objectId]",
      },
    ),
  },
  { requiredKeys: [] },
);

const settings = fc.record(
  {
    scope: fc.constantFrom("assigned", "all"),
    compatibility: fc.constant("entra"),
    schedule: fc.record({ every: fc.constantFrom("40m", "2h") }),
    guard: fc.record({ maxRemovals: fc.nat(900) }),
    groups,
    deprovision: fc.record({ group: fc.constantFrom("delete", "keep"), outOfScope: policy }),
  },
  { requiredKeys: ["deprovision"] },
);

test("job → export → import gives the same rules, whatever the job", async () => {
  let mapped = 0;
  await fc.assert(
    fc.asyncProperty(objects, settings, async (users, more) => {
      const deprovision = { disableWith: "active", ...more.deprovision };
      const job = { job: "any", ...connections, ...more, users, deprovision };
      const text = stringify(escaped(job), { lineWidth: 0, aliasDuplicateObjects: false });
      const before = await loadJob(text);
      const after = await loadJob(await throughEntra(text));
      if (before.rules.user.mappings.length > 2) mapped += 1;
      assert.equal(after.rules.fingerprint, before.rules.fingerprint);
      assert.deepEqual([after.rules.guard, after.schedule], [before.rules.guard, before.schedule]);
    }),
    { numRuns: 60 },
  );
  assert.ok(mapped > 15, `only ${mapped} jobs had more than two mappings`);
});

test("what a function for roles implies is not kept, and what a job says instead is", async () => {
  const expression = "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])";
  for (const [nulls, kept] of [
    ["clear", false],
    ["skip", true],
  ] as const) {
    const attributes = { userName: "[userPrincipalName]", roles: { expression, nulls } };
    const job = { job: "any", ...connections, users: { attributes }, deprovision: { disableWith: "active" } };
    const schema = await exportText(stringify(job));
    assert.equal(JSON.stringify(schema).includes("nulls"), kept, nulls);
    const after = await loadJob(await throughEntra(stringify(job)));
    assert.equal(after.rules.user.mappings.find(({ path }) => path.text === "roles")?.nulls, nulls);
  }
});

test("what is kept for a round trip gives way to what was changed in Entra since", async () => {
  const job = {
    job: "any",
    ...connections,
    users: {
      filter: [
        [
          { attribute: "department", operator: "EQUALS", value: "Sales" },
          { expression: "IsPresent([mail])" },
        ],
      ],
      match: [["userName", "displayName"]],
      attributes: {
        userName: "[userPrincipalName]",
        displayName: { expression: "[displayName]", nulls: "clear" },
      },
    },
    deprovision: { disableWith: "active" },
  };
  const schema = JSON.stringify(await exportText(stringify(job)));
  const edited = importText(schema.replace('"values":["Sales"]', '"values":["Support"]'));
  assert.deepEqual(edited.users.filter?.[0]?.clauses, [
    { attribute: "department", operator: "EQUALS", value: "Support" },
  ]);
  assert.match(
    edited.users.remarks[0]?.text ?? "",
    /^the filter that Lockstep exported: it was changed in Entra/,
  );
  assert.deepEqual(
    edited.users.match.map(({ paths }) => paths),
    [["userName", "displayName"]],
  );
  assert.equal(edited.users.mappings[1]?.mapping.nulls, "clear");
});

const connections = {
  source: { type: "file", path: "people.json" },
  target: { type: "scim", profile: "generic", url: "https://app.example.com/scim", auth: { token: "t" } },
};

function escaped(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll("${", () => "$${"));
}
