import assert from "node:assert/strict";
import { test } from "node:test";
import { loadFiles, problemsOf, smallJob } from "./folder.ts";

/** The small job with one passage written differently. */
function changed(from: string, to: string): string {
  assert.ok(smallJob.includes(from), `the small job has no ${from}`);
  return smallJob.replace(from, () => to);
}

/** The small job with another mapping, which stands on line 8. */
function mapping(line: string): string {
  return `${smallJob}    ${line}\n`;
}

/** The small job with a filter of one clause, which stands on line 5. */
function clause(text: string): string {
  return changed("users:\n", `users:\n  filter: [[{ ${text} }]]\n`);
}

const entra = `source:
  type: entra
  tenantId: t
  clientId: c
  credential: { managedIdentity: true }
  servicePrincipalId: sp
`;

function entraJob(from: string, to: string): string {
  assert.ok(entra.includes(from), `the Entra source has no ${from}`);
  return changed(
    "source: { type: file, path: people.json }\n",
    entra.replace(from, () => to),
  );
}

test("loadConfig() says where YAML is broken", async () => {
  assert.deepEqual(await problemsOf("job: a\nsource: type: file\n"), [
    "2:9: broken YAML: Nested mappings are not allowed in compact mappings",
  ]);
});

test("loadConfig() knows that a variable in braces wants quotes", async () => {
  assert.deepEqual(await problemsOf("source: { type: file, path: ${X} }\n"), [
    '1:30: broken YAML: Unexpected flow-map-start at node end: inside { } and [ ], write "${NAME}" with quotes',
  ]);
});

test("loadConfig() refuses a file that is empty", async () => {
  assert.deepEqual(await problemsOf("# nothing yet\n"), ["1:1: the file should be a mapping: is empty"]);
});

test("loadConfig() refuses a duplicate key", async () => {
  assert.deepEqual(await problemsOf(`${smallJob}scope: all\nscope: assigned\n`), [
    '9:1: duplicate key "scope"',
  ]);
});

test("loadConfig() suggests the key that was meant, and does not call it missing besides", async () => {
  assert.deepEqual(await problemsOf(changed("path:", "pth:")), [
    '2:23: unknown key "pth" in source: did you mean "path"?',
  ]);
  assert.deepEqual(await problemsOf(`${smallJob}zzzzzz: 1\n`), ['8:1: unknown key "zzzzzz"']);
  const nameless = '{ expression: "[jobTitle]", null: clear }';
  assert.deepEqual(await problemsOf(`${smallJob}    title: ${nameless}\n`), [
    '8:12: unknown key "null" in users.attributes.title: did you mean "nulls"?',
  ]);
});

test("loadConfig() places a missing key at the mapping that lacks it", async () => {
  assert.deepEqual(await problemsOf(changed(', url: "https://app.example.com/scim"', "")), [
    '3:9: missing key "url" in target: Base address of the SCIM 2.0 server, without /Users',
  ]);
  assert.deepEqual(await problemsOf(`# small\n${changed("job: small\n", "")}`), [
    '2:1: missing key "job": Name of the job, as commands take it',
  ]);
  assert.deepEqual(await problemsOf(changed("type: file, ", "")), ['2:9: missing key "type" in source']);
});

test("loadConfig() says what a value is and what it should be", async () => {
  assert.deepEqual(await problemsOf(`${smallJob}guard: { maxRemovals: few, maxRemovalsPercent: 101 }\n`), [
    '8:23: guard.maxRemovals should be a number: is "few"',
    "8:48: guard.maxRemovalsPercent should be at most 100: is 101",
  ]);
  assert.deepEqual(await problemsOf(changed("type: scim,", "type: scim, rateLimit: 0, concurrency: 1.5,")), [
    "3:34: target.rateLimit should be more than 0: is 0",
    "3:50: target.concurrency should be a whole number: is 1.5",
  ]);
  assert.deepEqual(await problemsOf(`${smallJob}groups: on\n`), ['8:9: groups should be a mapping: is "on"']);
  assert.deepEqual(await problemsOf(`${smallJob}schedule:\n`), [
    "8:10: schedule should be a mapping: is empty",
  ]);
});

test("loadConfig() suggests the word that was meant, or lists them", async () => {
  assert.deepEqual(await problemsOf(`${smallJob}scope: asigned\n`), [
    '8:8: unknown scope "asigned": did you mean "assigned"?',
  ]);
  assert.deepEqual(await problemsOf(`${smallJob}deprovision: { unassigned: suspend }\n`), [
    '8:28: unknown deprovision.unassigned "suspend": should be disable, delete or keep',
  ]);
  assert.deepEqual(await problemsOf(changed("type: file", "type: fil")), [
    '2:17: unknown source.type "fil": did you mean "file"?',
  ]);
  assert.deepEqual(await problemsOf(changed("type: scim,", "type: scim, profile: Dialpad,")), [
    '3:32: unknown target.profile "Dialpad": did you mean "dialpad"?',
  ]);
});

test("loadConfig() refuses a job name that no command could take", async () => {
  assert.deepEqual(await problemsOf(changed("job: small", "job: all people")), [
    '1:6: job should be a name of letters, digits, dots, dashes and underscores: is "all people"',
  ]);
});

test("loadConfig() checks durations and dates", async () => {
  assert.deepEqual(await problemsOf(`${smallJob}schedule: { every: 40 min }\n`), [
    '8:20: schedule.every should be a duration such as 40m or 24h: is "40 min"',
  ]);
  assert.deepEqual(await problemsOf(changed('" } }', '", expires: 2027-02-30 } }')), [
    '3:96: target.auth.expires should be a date such as 2027-06-30: is "2027-02-30"',
  ]);
});

test("loadConfig() refuses plain http to another machine", async () => {
  assert.deepEqual(await problemsOf(changed("https://app", "http://app")), [
    "3:28: target.url should start with https: plain http is allowed to this machine only, not to app.example.com",
  ]);
  for (const here of ["http://127.0.0.2:8080/scim", "http://[::1]/scim", "http://localhost:1/scim"]) {
    assert.deepEqual(await problemsOf(changed("https://app.example.com/scim", here)), [], here);
  }
  assert.deepEqual(
    await problemsOf(entraJob("type: entra\n", "type: entra\n  graphUrl: http://127.0.0.1.example.com\n")),
    [
      "4:13: source.graphUrl should start with https: plain http is allowed to this machine only, not to 127.0.0.1.example.com",
    ],
  );
  assert.deepEqual(await problemsOf(changed("https://app.example.com/scim", "app.example.com")), [
    "3:28: target.url should be a web address such as https://example.com/scim",
  ]);
});

test("loadConfig() wants exactly one of alternatives", async () => {
  assert.deepEqual(await problemsOf(entraJob("  servicePrincipalId: sp\n", "")), [
    "3:3: source should have one of servicePrincipalId or appId: it has none of them",
  ]);
  assert.deepEqual(
    await problemsOf(entraJob("managedIdentity: true", "managedIdentity: true, clientSecret: '${TOKEN}'")),
    [
      "6:15: source.credential should have one of clientSecret, certificate, managedIdentity or workloadIdentity: " +
        "it has clientSecret and managedIdentity",
    ],
  );
});

test("loadConfig() places a problem of an expression where it is in the file", async () => {
  assert.deepEqual(await problemsOf(mapping(`title: 'Mid([jobTitle], "1")'`)), [
    "8:13: Mid expects 3 arguments: got 2",
  ]);
  assert.deepEqual(await problemsOf(mapping(String.raw`title: "Join(\"-\", [jobTitel])"`)), [
    '8:25: unknown attribute "jobTitel": did you mean "jobTitle"?',
  ]);
  assert.deepEqual(await problemsOf(mapping(`title: { expression: "[jobTitel]", apply: create }`)), [
    '8:27: unknown attribute "jobTitel": did you mean "jobTitle"?',
  ]);
  assert.deepEqual(await problemsOf(mapping(`title: >-\n      Join("-",\n      [jobTitel])`)), [
    '8:12: unknown attribute "jobTitel": did you mean "jobTitle"? (line 1, column 11 of the text)',
  ]);
});

test("loadConfig() says how to write a bare attribute, which is a list in YAML", async () => {
  assert.deepEqual(await problemsOf(mapping("title: [jobTitle]")), [
    '8:12: users.attributes.title should be an expression in quotes, or a mapping with one: is a list; write "[jobTitle]"',
  ]);
});

test("loadConfig() refuses target attributes that are no paths, or not ours to write", async () => {
  const email = String.raw`emails[type is work]: "[mail]"`;
  assert.deepEqual(await problemsOf(mapping(email)), [
    '8:5: "emails[type is work]" is no attribute path: write it as name.givenName, emails[type eq "work"].value or ' +
      "urn:…:User:department",
  ]);
  assert.deepEqual(await problemsOf(mapping('id: "[objectId]"')), [
    "8:5: id cannot be mapped: the target assigns id itself",
  ]);
  assert.deepEqual(await problemsOf(mapping('username: "[mail]"')), [
    "8:5: username is the same attribute as userName: remove one of them",
  ]);
  const dialpad = changed("type: scim,", "type: scim, profile: dialpad,");
  assert.deepEqual(await problemsOf(`${dialpad}    phoneNumbers[type eq "Dialpad"].value: "[mobile]"\n`), [
    '8:5: phoneNumbers[type eq "Dialpad"].value cannot be mapped: profile dialpad says that the target assigns it itself',
  ]);
});

test("loadConfig() refuses options of a mapping that contradict each other", async () => {
  assert.deepEqual(
    await problemsOf(mapping('title: { expression: "[jobTitle]", apply: create, nulls: clear }')),
    ["8:5: title cannot have nulls: clear with apply: create: what is written once is never cleared"],
  );
  assert.deepEqual(await problemsOf(mapping('nickName: { expression: "Guid()", apply: always }')), [
    "8:5: nickName cannot have apply: always: its expression makes a new value each time; write apply: create",
  ]);
});

test("loadConfig() knows what other filters call an operator", async () => {
  const meant = {
    CONTAINS: "INCLUDES",
    "==": "EQUALS",
    "=": "EQUALS",
    "!=": "NOT EQUALS",
    "<>": "NOT EQUALS",
    "begins with": "STARTS_WITH",
  };
  for (const [operator, own] of Object.entries(meant)) {
    assert.deepEqual(await problemsOf(clause(`attribute: mail, operator: "${operator}", value: a`)), [
      `5:42: unknown operator "${operator}": did you mean "${own}"?`,
    ]);
  }
  assert.deepEqual(await problemsOf(clause('attribute: mail, operator: "starts with", value: a')), []);
});

test("loadConfig() places a problem of a filter at the key that is to blame", async () => {
  assert.deepEqual(await problemsOf(clause("attribute: department, operator: EQUAL, value: Sales")), [
    '5:48: unknown operator "EQUAL": did you mean "EQUALS"?',
  ]);
  assert.deepEqual(await problemsOf(clause("attribute: departmnt, operator: EQUALS, value: Sales")), [
    '5:26: unknown attribute "departmnt": did you mean "department"?',
  ]);
  assert.deepEqual(await problemsOf(clause("attribute: employeeId, operator: GREATER_THAN, value: x")), [
    '5:69: operator "GREATER_THAN" needs a whole number: got "x"',
  ]);
  assert.deepEqual(await problemsOf(clause("attribute: mail, operator: EQUALS")), [
    '5:42: operator "EQUALS" needs a value',
  ]);
  assert.deepEqual(await problemsOf(clause("attribute: mail, operator: IS NULL, value: 1")), [
    '5:58: operator "IS NULL" takes no value: got "1"',
  ]);
  assert.deepEqual(await problemsOf(changed("users:\n", "users:\n  filter: []\n")), [
    "5:11: users.filter should not be empty",
  ]);
});

test("loadConfig() shows how a list is written where there is only what belongs into it", async () => {
  const bare = "{ attribute: mail, operator: IS NULL }";
  assert.deepEqual(await problemsOf(changed("users:\n", `users:\n  filter:\n    - ${bare}\n`)), [
    '6:7: users.filter[0] should be a list: is a mapping; write "- " before it',
  ]);
  assert.deepEqual(await problemsOf(changed("users:\n", `users:\n  filter: ${bare}\n`)), [
    '5:11: users.filter should be a list: is a mapping; write "- " before each group',
  ]);
  assert.deepEqual(await problemsOf(changed("users:\n", "users:\n  match: userName\n")), [
    '5:10: users.match should be a list: is "userName"; write ["userName"]',
  ]);
});

test("loadConfig() refuses matching attributes that nothing could be matched by", async () => {
  const numbered =
    '  match: [externalId]\n  attributes:\n    externalId: { expression: "[employeeId]", type: number }\n';
  assert.deepEqual(await problemsOf(changed("  attributes:\n", numbered)), [
    '5:11: cannot match by "externalId", whose type is number: a matching question asks for a text; remove the type',
  ]);
  assert.deepEqual(await problemsOf(changed("users:\n", "users:\n  match: [userNam]\n")), [
    '5:11: cannot match by "userNam", which has no mapping in users.attributes: did you mean "userName"?',
  ]);
  assert.deepEqual(await problemsOf(changed("users:\n", "users:\n  match: [externalId]\n")), [
    '5:11: cannot match by "externalId", which has no mapping in users.attributes: match by a target attribute that is mapped there, or map this one',
  ]);
  const generated = changed("users:\n", "users:\n  match: [userName, nickName]\n");
  assert.deepEqual(await problemsOf(`${generated}    nickName: "Append(\\"x\\", Guid())"\n`), [
    '5:21: cannot match by "nickName": its expression makes a new value each time; match by another attribute',
  ]);
});

test("loadConfig() refuses to disable what no mapping disables", async () => {
  const active = `    active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'\n`;
  const cure = `map active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")', or set deprovision.disableWith: active`;
  assert.deepEqual(await problemsOf(changed(active, "")), [
    "6:5: cannot disable accounts (unassigned, outOfScope, disabled, softDeleted), as no mapping of users reads " +
      `IsSoftDeleted: ${cure}`,
  ]);
  const keeping =
    "{ unassigned: keep, outOfScope: keep, disabled: keep, softDeleted: keep, gracePeriod: 30d }";
  assert.deepEqual(await problemsOf(`${changed(active, "")}deprovision: ${keeping}\n`), [
    `7:14: cannot disable accounts (hardDeleted), as no mapping of users reads IsSoftDeleted: ${cure}`,
  ]);
  assert.deepEqual(await problemsOf(`${changed(active, "")}deprovision: { disableWith: active }\n`), []);
});

test("loadConfig() takes members only as they are", async () => {
  assert.deepEqual(
    await problemsOf(
      `${smallJob}groups:\n  attributes:\n    displayName: "[displayName]"\n    members: "[owners]"\n`,
    ),
    ['11:5: members can only be mapped as exactly "[members]", without options'],
  );
  assert.deepEqual(
    await problemsOf(
      `${smallJob}groups:\n  attributes:\n    displayName: "[displayName]"\n    externalId: "Count([members])"\n`,
    ),
    ["11:5: externalId cannot read [members]: only the target attribute members can be mapped to it"],
  );
});

test("loadConfig() refuses what groups have nothing to compute from", async () => {
  assert.deepEqual(
    await problemsOf(
      `${smallJob}groups:
  attributes:
    displayName: "[displayName]"
    externalId: "DefaultDomain()"
`,
    ),
    ["11:5: externalId cannot call DefaultDomain: groups have no userPrincipalName to take the domain from"],
  );
});

test("loadConfig() refuses a second look that comes after an hour or later", async () => {
  const later = entraJob("  servicePrincipalId: sp\n", "  servicePrincipalId: sp\n  confirmAfter: 2h\n");
  assert.deepEqual(await problemsOf(later), [
    '8:17: source.confirmAfter should be a duration such as 60s or 5m, at most 1h: is "2h"',
  ]);
});

test("loadConfig() says of a number without its unit what the text should be", async () => {
  const bare = entraJob("  servicePrincipalId: sp\n", "  servicePrincipalId: sp\n  confirmAfter: 60\n");
  assert.deepEqual(await problemsOf(bare), [
    "8:17: source.confirmAfter should be a duration such as 60s or 5m, at most 1h: is 60",
  ]);
});

test("loadConfig() says what is not available yet", async () => {
  const { printed } = await loadFiles({
    "lockstep.yaml": "store: postgres://me@host/db\n",
    "jobs/a.yaml": smallJob,
  });
  assert.deepEqual(printed, [
    "lockstep.yaml:1:8: store should be sqlite:PATH: PostgreSQL is not available yet",
  ]);
});

test("loadConfig() finds the problems of all files and all kinds at once", async () => {
  const { kind, printed } = await loadFiles({
    "lockstep.yaml": "stores: sqlite:x.db\n",
    "jobs/a.yaml": mapping('title: "[jobTitle"').replace("${TOKEN}", "${NO_TOKEN}"),
    "jobs/b.yaml": `${changed("users:\n", "users:\n  match: [nickName]\n")}scope: al\n`,
    "jobs/c.yaml": "job: [",
  });
  assert.equal(kind, "refused");
  assert.deepEqual(printed, [
    "jobs/a.yaml:3:75: target.auth.token needs the environment variable NO_TOKEN: it is not set",
    "jobs/a.yaml:8:13: the attribute that begins here has no closing bracket",
    'jobs/b.yaml:1:6: job "small" is already in jobs/a.yaml: give one of them another name',
    'jobs/b.yaml:5:11: cannot match by "nickName", which has no mapping in users.attributes: match by a target attribute that is mapped there, or map this one',
    'jobs/b.yaml:9:8: unknown scope "al": did you mean "all"?',
    "jobs/c.yaml:1:7: broken YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
    'lockstep.yaml:1:1: unknown key "stores": did you mean "store"?',
  ]);
});

test("loadConfig() of one job is not stopped by another one's file", async () => {
  const files = { "jobs/a.yaml": smallJob, "jobs/b.yaml": "job: other\n", "jobs/c.yaml": "{" };
  const { kind } = await loadFiles(files, { job: "small" });
  assert.equal(kind, "loaded");
  const { printed } = await loadFiles(files, { job: "smal" });
  assert.equal(printed[0], 'jobs:1:1: no file here has job "smal": did you mean "small"?');
});

test("loadConfig() says how to begin where there is no job", async () => {
  const begin = '"lockstep init --template dialpad" writes a job file';
  assert.deepEqual((await loadFiles({})).printed, [`jobs:1:1: this folder does not exist: ${begin}`]);
  assert.deepEqual((await loadFiles({ "jobs/.a.yaml.swp": "" })).printed, [
    `jobs:1:1: no job file (*.yaml) in this folder: ${begin}`,
  ]);
});
