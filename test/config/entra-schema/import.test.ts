import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { parse } from "yaml";
import { lossesOf } from "../../../src/config/entra-schema/import/losses.ts";
import { writeJobFile } from "../../../src/config/entra-schema/job-file/job-file.ts";
import { fixture, fixtures, importFixture, importText, loadJob, schemaOf, userName } from "./entra.ts";

for (const name of fixtures) {
  test(`${name}.json becomes a job file that loads`, async () => {
    const job = await importFixture(name);
    const { rules } = await loadJob(writeJobFile(job));
    const carried = job.users.mappings.filter(({ refused }) => refused === null);
    assert.deepEqual(
      rules.user.mappings.map(({ path, expression }) => [path.text, expression.text]),
      carried.map(({ path, mapping }) => [path, mapping.expression]),
    );
    assert.ok(carried.length > 5, `${carried.length} mappings`);
  });
}

test("the default schema of an application in no gallery is the shipped scim.yaml", async () => {
  const shipped = await loadJob(
    await readFile(new URL("../../../config/jobs/scim.yaml", import.meta.url), "utf8"),
  );
  const job = await importFixture("non-gallery");
  const { rules } = await loadJob(writeJobFile(job));
  const lines = [rules, shipped.rules].map(({ user, group }) =>
    [user, group].map((of) =>
      of?.mappings.map(({ path, expression, apply }) => [path.text, expression.text, apply]),
    ),
  );
  assert.deepEqual(lines[0], lines[1]);
  assert.deepEqual([rules.user.match, rules.group?.match], [[["userName"]], [["displayName"]]]);
  assert.deepEqual([rules.deprovision, rules.scope], [shipped.rules.deprovision, "assigned"]);
  assert.equal(rules.group?.members, true);
  assert.deepEqual(lossesOf(job), []);
});

test("dialpad.json gives the profile, and everything that Entra says of each mapping", async () => {
  const job = await importFixture("dialpad");
  assert.deepEqual([job.name, job.profile, job.groups], ["dialpad", "dialpad", null]);
  const { rules, target } = await loadJob(writeJobFile(job));
  assert.equal(target.url, "https://dialpad.com/scim");
  assert.deepEqual([...rules.user.actions], ["create", "update"]);
  assert.deepEqual(rules.user.match, [["userName"], ['emails[type eq "work"].value']]);
  assert.deepEqual(
    rules.user.mappings.filter(({ apply }) => apply === "create").map(({ expression }) => expression.text),
    ["[physicalDeliveryOfficeName]", '"Dialpad_Ai Voice"', "[country]"],
  );
  const given = rules.user.mappings.find(({ path }) => path.text === "name.givenName");
  assert.deepEqual([given?.default, given?.required], ["-", true]);
  assert.equal(rules.user.filter?.[0]?.[0]?.text, "mail IS NOT NULL");
});

test("enterprise.json keeps filters, expressions, types of flow and case as they are in Entra", async () => {
  const job = await importFixture("enterprise");
  assert.deepEqual(lossesOf(job), []);
  const { rules } = await loadJob(writeJobFile(job));
  assert.deepEqual(rules.user.match, [["externalId"], ["userName"]]);
  assert.deepEqual(
    rules.user.filter?.map((group) => group.map(({ text }) => text)),
    [
      [
        'department EQUALS "Sales"',
        "accountEnabled IS TRUE",
        'employeeId GREATER_THAN "1000"',
        'userPrincipalName NOT REGEX MATCH "^(svc|test)[._-].*$"',
      ],
      [
        'mail ENDS_WITH "@partner.example"',
        'companyName INCLUDES "Fabrikam"',
        'country NOT EQUALS "US"',
        "extension_9f1c2d3e4a5b46c78d90e1f2a3b4c5d6_costCenter IS NOT NULL",
        'extensionAttribute1 REGEX MATCH "(?i)^partner-(emea|apac)$"',
      ],
      [
        'extensionAttribute15 & "4"',
        'employeeId GREATER_THAN_OR_EQUALS "7"',
        "jobTitle IS NULL",
        "dirSyncEnabled IS FALSE",
      ],
    ],
  );
  const of = new Map(rules.user.mappings.map((mapping) => [mapping.path.text, mapping]));
  assert.equal(of.get("displayName")?.expression.text, 'Join(" ", [givenName], ToUpper([surname]))');
  assert.equal(of.get('emails[type eq "other"].value')?.apply, "add");
  assert.equal(of.get("urn:ietf:params:scim:schemas:extension:Contoso:2.0:User:alias")?.generated, "unique");
  assert.equal(of.get("roles")?.apply, "always");
  assert.equal(of.get("name.givenName")?.caseExact, false);
  assert.equal(of.get('emails[type eq "work"].value')?.caseExact, true);
  assert.equal(of.get("externalId")?.caseExact, null);
  assert.equal(rules.group, null);
  assert.equal(job.groups?.enabled, false);
});

test("odd.json says at its place what is not carried over, and why", async () => {
  const job = await importFixture("odd");
  const text = writeJobFile(job);
  for (const [comment, what] of [
    [
      /# Not carried over: unknown function "Transliterate"\n +# displayName: 'Transliterate\(/,
      "unknown function",
    ],
    [/"\(\?<=x\)y": look-around takes.*\n.*\n +# nickName: 'Replace/, "look-around"],
    [/back-reference takes more than linear.*\n.*\n +# title: 'Replace/, "back-reference"],
    [/the target does not let it be written\n +# id: "\[objectId\]"\n +userName: /, "read-only"],
    [/meta\.created cannot be mapped: .*\n +# meta\.created: /, "meta"],
    [/FlowAlways: Entra sends it in every cycle/, "FlowAlways"],
    [/exportMissingReferences: .*\n.*User:manager: "\[manager\]"/, "exportMissingReferences"],
    [/inputFilterGroups, .*: dirSyncEnabled IS TRUE and\n/, "inputFilterGroups"],
    [/categoryFilterGroups, /, "categoryFilterGroups"],
    [/metadata HouseRule: 42/, "metadata of the mapping"],
    [/metadata Throttle of the rule: slow/, "metadata of the rule"],
    [/rule USER_INBOUND_USER: it goes from Odd App \(Test\) to Azure Active Directory/, "another rule"],
    [/the mapping of Contact to /, "another kind of object"],
    [/a job has one mapping of each kind/, "a second mapping of users"],
    [/AttributeAddOnly: .*\n.*\n.*\n +name\.givenName: .*default: "-", apply: create/, "AttributeAddOnly"],
    [/is no attribute path/, "path"],
    [/it is mapped above already\n +# Emails\[Type eq "Work"\]\.Value: /, "twice"],
    [/unknown operator "SOUNDS LIKE"/, "operator"],
    [/Entra does not say what several values mean/, "several values"],
    [/its text says Join\("\/", \[mail\], \[mailNickname\]\)\n +profileUrl: 'Join\("-"/, "text and tree"],
    [/organization: '"Costs \$\$\{AMOUNT\} a month"'/, "no variable"],
  ] as const) {
    assert.match(text, comment, what);
  }
  const { rules } = await loadJob(text);
  assert.deepEqual(
    rules.user.filter?.map((group) => group.map((clause) => clause.text)),
    [['department EQUALS "Sales"']],
  );
  assert.equal(
    rules.user.mappings.find(({ path }) => path.attribute === "organization")?.expression.text,
    '"Costs ${AMOUNT} a month"',
  );
});

test("a comment is YAML that can be taken into use", async () => {
  const text = writeJobFile(await importFixture("odd"));
  const uncommented = text.replaceAll(/^( +)# (nickName|title|displayName|id|meta\.created): /gm, "$1$2: ");
  assert.notEqual(uncommented, text);
  assert.equal(
    parse(uncommented).users.attributes.nickName,
    'Replace([mailNickname], , "(?<=x)y", , "z", , )',
  );
});

test("whoever only passed a group of clauses that is left out loses no account", async () => {
  const { users } = await importFixture("odd");
  assert.ok(users.filter?.some(({ refused }) => refused !== null));
  const clause = {
    sourceOperandName: "mail",
    operatorName: "REGEX MATCH",
    targetOperand: { values: ["(?=x)"] },
  };
  const active = {
    targetAttributeName: "active",
    source: { type: "Function", expression: "Not([IsSoftDeleted])" },
  };
  const job = importText(
    schemaOf([userName, active], { mapping: { scope: { groups: [{ clauses: [clause] }] } } }),
  );
  const { rules } = await loadJob(writeJobFile(job));
  assert.equal(rules.user.filter?.[0]?.[0]?.text, "objectId IS NULL");
  assert.deepEqual([rules.deprovision.outOfScope, rules.deprovision.unassigned], ["keep", "disable"]);
});

test("without a mapping of IsSoftDeleted nothing is done when access ends, as in Entra", async () => {
  const text = writeJobFile(importText(schemaOf([userName])));
  const { rules } = await loadJob(text);
  const { unassigned, outOfScope, disabled, softDeleted, hardDeleted } = rules.deprovision;
  assert.deepEqual(
    [unassigned, outOfScope, disabled, softDeleted, hardDeleted],
    ["keep", "keep", "keep", "keep", "delete"],
  );
  assert.match(text, /# As in Entra, where nothing is sent to the application when access ends/);
});

test("users who are switched off in Entra, or missing, become a filter that nobody passes", async () => {
  const off = importText(schemaOf([userName], { mapping: { enabled: false } }));
  const group = {
    sourceObjectName: "Group",
    targetObjectName: "Group",
    attributeMappings: [
      {
        targetAttributeName: "displayName",
        matchingPriority: 1,
        source: { type: "Attribute", name: "displayName" },
      },
    ],
  };
  const missing = importText(schemaOf([], { group }));
  for (const job of [off, missing]) {
    const { rules } = await loadJob(writeJobFile(job));
    assert.equal(rules.user.filter?.[0]?.[0]?.text, "objectId IS NULL");
  }
  assert.deepEqual(missing.groups?.match, [{ paths: ["displayName"], refused: null }]);
});

test("matching follows the priorities, not the order of the mappings", () => {
  const mail = { ...userName, targetAttributeName: 'emails[type eq "work"].value', matchingPriority: 1 };
  const { users } = importText(schemaOf([{ ...userName, matchingPriority: 2 }, mail]));
  assert.deepEqual(
    users.match.map(({ paths }) => paths),
    [['emails[type eq "work"].value'], ["userName"]],
  );
});

test("a definition's caseExact, required and defaultValue are written where they say more than ours", async () => {
  const attribute = { type: "Attribute", name: "givenName" };
  const mapped = ["displayName", "title", "nickName", 'emails[type eq "work"].value'].map(
    (targetAttributeName) => ({
      targetAttributeName,
      source: attribute,
    }),
  );
  const definitions = [
    { name: "userName", caseExact: true, required: true },
    { name: "displayName", caseExact: true, required: true },
    { name: "title", caseExact: false, defaultValue: "None" },
    { name: "nickName", mutability: "Immutable", caseExact: false },
    { name: 'emails[type eq "work"].value', caseExact: false },
  ];
  const { users } = importText(schemaOf([userName, ...mapped], { definitions }));
  assert.deepEqual(
    users.mappings.map(({ mapping: { expression: _expression, ...options } }) => options),
    [{}, { required: true }, { default: "None", caseExact: false }, { apply: "create" }, {}],
  );
});

test("the job is called after the target, or else after the file", () => {
  assert.equal(named("Contoso People (EU)", "x.json"), "contoso-people-eu");
  assert.equal(named("customappsso", "/tmp/My App.json"), "my-app");
  assert.equal(named("customappsso", "schema.json"), "scim");
  assert.equal(named("日本", "日本.json"), "scim");
});

function named(target: string, file: string): string {
  return importText(schemaOf([userName], { target }), file).name;
}

test("an envelope, a byte order mark and unknown properties are no obstacle", async () => {
  const schema = JSON.parse(await fixture("non-gallery"));
  const plain = importText(JSON.stringify(schema), "a.json");
  for (const json of [
    { value: schema },
    { value: [schema] },
    { schema },
    { ...schema, novelty: { a: [1] } },
  ]) {
    assert.deepEqual(importText(`\uFEFF${JSON.stringify(json)}`, "a.json"), plain);
  }
});

test("an object mapping that is switched off and comes from nothing is no loss", () => {
  const names = { sourceObjectName: "", targetObjectName: "UserRole", enabled: false };
  const attributeMappings = [{ targetAttributeName: "Name", source: null, matchingPriority: 1 }];
  const reference = schemaOf([userName], { group: { ...names, attributeMappings } });
  assert.deepEqual(lossesOf(importText(reference)), []);
  const enabled = schemaOf([userName], { group: { ...names, enabled: true, attributeMappings } });
  assert.equal(lossesOf(importText(enabled)).length, 1);
});

test("a group without clauses beside others is left to a person, and nobody loses an account for it", () => {
  const clause = { sourceOperandName: "department", operatorName: "IS NOT NULL" };
  const scope = { groups: [{ clauses: [clause] }, { name: "empty", clauses: [] }] };
  const job = importText(schemaOf([userName], { mapping: { scope } }));
  assert.match(
    lossesOf(job)
      .map(({ reason }) => reason)
      .join(),
    /a group without clauses/,
  );
  assert.match(writeJobFile(job), /outOfScope: keep/);
  const all = importText(schemaOf([userName], { mapping: { scope: { groups: [{ clauses: [] }] } } }));
  assert.deepEqual([all.users.filter, lossesOf(all)], [null, []]);
});

test("the type of an attribute of one's own comes along, but not of one that is matched by", () => {
  const path = "urn:ietf:params:scim:schemas:extension:acme:2.0:User:badge";
  const mapping = { targetAttributeName: path, source: null, defaultValue: "True" };
  function typeOf(type: string, more: object = {}) {
    const definitions = [{ name: path, type }];
    const { users } = importText(schemaOf([userName, { ...mapping, ...more }], { definitions }));
    return users.mappings.find((imported) => imported.path === path)?.mapping.type;
  }
  const types = ["Boolean", "Integer", "String", "DateTime"].map((type) => typeOf(type));
  assert.deepEqual(types, ["boolean", "number", undefined, undefined]);
  assert.equal(typeOf("Integer", { matchingPriority: 2 }), undefined);
});

test("a source attribute that Microsoft Graph is not known to have is named", () => {
  assert.match(lossesReading("netId")[0]?.reason ?? "", /^\[netId\]: not known to be a property/);
  for (const name of ["extension_0a1b_badge", "manager.mail", "employeeOrgData.division", "IsSoftDeleted"]) {
    assert.deepEqual(lossesReading(name), [], name);
  }
});

test("a source attribute of a filter that Microsoft Graph is not known to have is named", () => {
  const { losses, file } = filterLosses("netId", "department", "netId");
  assert.deepEqual(
    losses.map(({ at, reason }) => [at, reason.split(":")[0]]),
    [["users.filter", "[netId]"]],
  );
  assert.match(file, /# .*\[netId\]: not known to be a property/);
  for (const name of ["extension_0a1b_badge", "manager.mail", "employeeOrgData.division", "IsSoftDeleted"]) {
    assert.deepEqual(filterLosses(name).losses, [], name);
  }
});

function lossesReading(name: string) {
  const source = { type: "Function", name: "ToLower", expression: `ToLower([${name}])`, parameters: [] };
  return lossesOf(importText(schemaOf([userName, { targetAttributeName: "title", source }])));
}

function filterLosses(...names: readonly string[]) {
  const clauses = names.map((name) => ({ sourceOperandName: name, operatorName: "IS NOT NULL" }));
  const job = importText(schemaOf([userName], { mapping: { scope: { groups: [{ clauses }] } } }));
  return { losses: lossesOf(job), file: writeJobFile(job) };
}
