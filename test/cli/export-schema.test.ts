import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { folder, jobFile, lockstep } from "./lockstep.ts";

const strict = `job: strict
source: { type: entra, tenantId: "\${TENANT}", clientId: c, credential: { clientSecret: "\${file:/no/such/secret}" }, appId: a }
target: { type: scim, url: "\${SCIM_URL}", auth: { token: "\${SCIM_TOKEN}" } }
scope: all
users:
  filter:
    - - { attribute: department, operator: EQUALS, value: Sales }
      - { expression: 'IsPresent([mail])' }
  match: [userName, [externalId, title]]
  attributes:
    userName: "[userPrincipalName]"
    externalId: "[mobilePhone]"
    title: { expression: "[jobTitle]", nulls: clear }
    nickName: "[manager.displayName]"
deprovision: { disableWith: active, unassigned: delete }
`;

test("export-schema prints the schema of a job, whose secrets need not be there", async () => {
  await using directory = await folder({ "config/jobs/a.yaml": jobFile("a") });
  const { code, stdout, stderr } = await lockstep(["export-schema", "a"], { cwd: directory.path });
  assert.deepEqual([code, stderr], [0, ""]);
  const { synchronizationRules: [rule] = [], directories } = JSON.parse(stdout);
  assert.equal(rule.sourceDirectoryName, "Azure Active Directory");
  assert.equal(rule.targetDirectoryName, "a");
  const [users, groups] = rule.objectMappings;
  assert.deepEqual(users.attributeMappings[0], {
    defaultValue: null,
    exportMissingReferences: false,
    flowBehavior: "FlowWhenChanged",
    flowType: "Always",
    matchingPriority: 1,
    targetAttributeName: "userName",
    source: {
      expression: "[userPrincipalName]",
      name: "userPrincipalName",
      type: "Attribute",
      parameters: [],
    },
  });
  assert.deepEqual([users.enabled, users.flowTypes, users.scope], [true, "Add,Update,Delete", null]);
  assert.equal(groups.targetObjectName, "urn:ietf:params:scim:schemas:core:2.0:Group");
  const [source, target] = directories;
  assert.deepEqual(
    source.objects[0].attributes.map(({ name, type }: { name: string; type: string }) => `${name} ${type}`),
    [
      "objectId String",
      "IsSoftDeleted Boolean",
      "displayName String",
      "manager Reference",
      "userPrincipalName String",
    ],
  );
  const named = new Map(target.objects[0].attributes.map((each: { name: string }) => [each.name, each]));
  assert.deepEqual(named.get("active"), {
    anchor: false,
    caseExact: true,
    defaultValue: null,
    flowNullValues: false,
    multivalued: false,
    mutability: "ReadWrite",
    name: "active",
    required: false,
    type: "Boolean",
    metadata: [],
    referencedObjects: [],
  });
});

test("export-schema keeps what Entra cannot hold, and warns of it", async () => {
  await using directory = await folder({ "config/jobs/strict.yaml": strict });
  const { code, stdout, stderr } = await lockstep(["export-schema", "strict"], { cwd: directory.path });
  assert.equal(code, 0);
  assert.deepEqual(stderr.trim().split("\n"), [
    "warning: users.match[1]: Entra matches by one attribute at a time, and would not match by externalId and title",
    "warning: users.filter[0][1]: Entra has no such clause, and everybody would pass IsPresent([mail])",
    "warning: users.attributes.externalId: [mobilePhone] is [mobile] in Entra",
    "warning: users.attributes.title: Entra clears nothing in applications",
    "warning: users.attributes.nickName: Entra cannot read [manager.displayName]",
    "warning: scope: all is set beside the schema: Provisioning → Settings → Scope",
    "warning: deprovision: Entra has no such policies: there, IsSoftDeleted decides",
  ]);
  const [rule] = JSON.parse(stdout).synchronizationRules;
  assert.deepEqual(rule.objectMappings[0].scope.groups, [
    {
      name: "Group 1",
      clauses: [
        { operatorName: "EQUALS", sourceOperandName: "department", targetOperand: { values: ["Sales"] } },
      ],
    },
  ]);
  assert.deepEqual(
    rule.metadata.map(({ key }: { key: string }) => key),
    [
      "lockstep:job",
      "lockstep:settings",
      "lockstep:users.match",
      "lockstep:users.filter",
      "lockstep:users.attributes",
    ],
  );
});

test("export-schema warns of a clause whose attribute Entra cannot read", async () => {
  const clauses = "{ attribute: memberOf, operator: EQUALS, value: Pilots }";
  const job = jobFile("a").replace("users:\n", `users:\n  filter: [[${clauses}]]\n`);
  await using directory = await folder({ "config/jobs/a.yaml": job });
  const { stderr } = await lockstep(["export-schema", "a"], { cwd: directory.path });
  assert.equal(stderr, "warning: users.filter[0][0]: Entra cannot read [memberOf]\n");
});

test("export-schema --out writes a new file, and init --from-entra reads it", async () => {
  await using directory = await folder({ "config/jobs/strict.yaml": strict });
  const cwd = directory.path;
  const first = await lockstep(["export-schema", "strict", "--out", "schema.json"], { cwd });
  assert.deepEqual([first.code, first.stdout], [0, ""]);
  assert.match(first.stderr, /^Wrote schema\.json\n/);
  const again = await lockstep(["export-schema", "strict", "--out", "schema.json"], { cwd });
  assert.equal(again.code, 2);
  assert.match(again.stderr, /^error: Cannot write schema\.json: it exists already\n {2}cure: /);
  const nowhere = await lockstep(["export-schema", "strict", "--out", "none/schema.json"], { cwd });
  assert.equal(nowhere.code, 2);
  assert.match(
    nowhere.stderr,
    /^error: Cannot write none\/schema\.json: there is no folder none\n {2}cure: /,
  );
  const back = await lockstep(["init", "--from-entra", "schema.json", "--config", "other"], { cwd });
  assert.equal(back.code, 0);
  const text = await readFile(join(cwd, "other/jobs/strict.yaml"), "utf8");
  assert.match(text, /match: \[ userName, \[ externalId, title \] \]/);
  assert.match(text, /title: \{ expression: "\[jobTitle\]", nulls: clear \}/);
  assert.match(text, /- \{ expression: "?IsPresent\(\[mail\]\)"? \}/);
  assert.match(text, /unassigned: delete/);
});

test("export-schema refuses a job that is not there, or not right", async () => {
  await using directory = await folder({
    "config/jobs/a.yaml": jobFile("a"),
    "config/jobs/b.yaml": jobFile("b").replace("[displayName]", "Uper([displayName])"),
    "config/jobs/c.yaml": jobFile("c").replace("[displayName]", "${UNSET}"),
  });
  const cwd = directory.path;
  const unknown = await lockstep(["export-schema", "nobody"], { cwd });
  assert.deepEqual([unknown.code, unknown.stdout], [2, ""]);
  assert.match(unknown.stderr, /no file here has job "nobody": should be a, b or c/);
  const wrong = await lockstep(["export-schema", "b"], { cwd });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^config\/jobs\/b\.yaml:9:\d+: unknown function "Uper"/);
  const unset = await lockstep(["export-schema", "c"], { cwd });
  assert.equal(unset.code, 2);
  assert.match(unset.stderr, /users\.attributes\.displayName needs the environment variable UNSET/);
  assert.equal((await lockstep(["export-schema", "a"], { cwd })).code, 0);
});

test("export-schema --help has examples", async () => {
  const { stdout } = await lockstep(["export-schema", "--help"]);
  assert.match(stdout, /lockstep export-schema dialpad --out dialpad-schema\.json/);
});
