import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { compiled, loadFiles, smallJob, token } from "./folder.ts";

const entraSource = `source:
  type: entra
  tenantId: t
  clientId: c
  credential: { certificate: { path: /run/entra.pem } }
  appId: app
  cloud: usgov
  graphUrl: http://127.0.0.1:4000/
`;

test("loadConfig() fills in every default of a job that is as short as can be", async () => {
  const { source, target, rules, http, schedule } = await compiled(smallJob);
  assert.equal(source.type, "file");
  assert.equal(target.profile.name, "generic");
  assert.deepEqual([target.rateLimit, target.concurrency, target.patch.method], [25, 8, "PATCH"]);
  assert.deepEqual(target.auth, { kind: "token", token: "secret", expires: null });
  assert.deepEqual([rules.scope, rules.nestedGroups, rules.group], ["assigned", false, null]);
  assert.deepEqual([...rules.user.actions], ["create", "update", "delete"]);
  assert.deepEqual([rules.user.match, rules.user.filter], [[["userName"]], null]);
  assert.deepEqual(rules.user.reads, ["IsSoftDeleted", "userPrincipalName"]);
  assert.deepEqual(rules.deprovision, {
    unassigned: "disable",
    outOfScope: "disable",
    disabled: "disable",
    softDeleted: "disable",
    hardDeleted: "delete",
    group: "delete",
    gracePeriodMs: 0,
  });
  assert.deepEqual(rules.guard, {
    maxRemovals: 500,
    maxRemovalsPercent: 20,
    minimum: 10,
    minGroupSize: 10,
    maxCreates: 500,
    windowMs: 86_400_000,
  });
  assert.deepEqual(http, { proxy: null, ca: null });
  assert.deepEqual(schedule, { everyMs: 2_400_000, reconcileMs: 86_400_000, notifications: true });
});

test("loadConfig() takes paths as relative to their file", async () => {
  const files = {
    "lockstep.yaml": "store: sqlite:../state/here.db\nlogRetention: 30d\n",
    "jobs/a.yaml": smallJob,
  };
  const loaded = await loadFiles(files);
  assert.equal(loaded.kind, "loaded");
  const [job] = loaded.config.jobs;
  assert.equal(job?.source.type, "file");
  assert.equal(job.source.path, resolve(job.file, "../people.json"));
  assert.equal(loaded.config.service.store.path, resolve(job.file, "../../../state/here.db"));
  assert.equal(loaded.config.service.logRetentionMs, 30 * 86_400_000);
});

test("loadConfig() needs no lockstep.yaml", async () => {
  const loaded = await loadFiles({ "jobs/a.yaml": smallJob });
  assert.equal(loaded.kind, "loaded");
  assert.equal(
    loaded.config.service.store.path,
    resolve(loaded.config.jobs[0]?.file ?? "", "../../../data/lockstep.db"),
  );
});

test("loadConfig() takes how long the second look waits, nothing at all included", async () => {
  for (const [written, expected] of [
    ["5m", 300_000],
    ["0s", 0],
  ] as const) {
    const { source } = await compiled(
      smallJob.replace(/source: .*\n/, `${entraSource}  confirmAfter: ${written}\n`),
    );
    assert.ok(source.type === "entra");
    assert.equal(source.confirmAfterMs, expected);
  }
});

test("loadConfig() lets members of nested groups count where the job says so", async () => {
  const { rules } = await compiled(`${smallJob}nestedGroups: true\n`);
  assert.equal(rules.nestedGroups, true);
});

test("loadConfig() reads an Entra source with a certificate", async () => {
  const job = await compiled(smallJob.replace(/source: .*\n/, entraSource));
  assert.deepEqual(job.source, {
    type: "entra",
    tenantId: "t",
    clientId: "c",
    credential: { kind: "certificate", path: "/run/entra.pem" },
    servicePrincipal: { appId: "app" },
    cloud: "usgov",
    graphUrl: "http://127.0.0.1:4000",
    authorityUrl: null,
    confirmAfterMs: 60_000,
  });
});

test("loadConfig() reads OAuth client credentials and the day a token expires", async () => {
  const oauth =
    'auth: { clientCredentials: { tokenUrl: "https://app.example.com/token", clientId: c, clientSecret: "${TOKEN}" } }';
  const job = await compiled(smallJob.replace('auth: { token: "${TOKEN}" }', () => oauth));
  assert.deepEqual(job.target.auth, {
    kind: "clientCredentials",
    tokenUrl: "https://app.example.com/token",
    clientId: "c",
    clientSecret: "secret",
    scope: null,
  });
  const { target } = await compiled(smallJob.replace('" } }', '", expires: 2027-06-30 } }'));
  assert.deepEqual(target.auth, {
    kind: "token",
    token: "secret",
    expires: new Date("2027-06-30T00:00:00Z"),
  });
});

test("loadConfig() provisions groups by Entra's default mapping when nothing else is said", async () => {
  const { rules } = await compiled(`${smallJob}groups: {}\n`);
  assert.deepEqual(
    rules.group?.mappings.map(({ path, expression, apply }) => [path.text, expression.text, apply]),
    [
      ["displayName", "[displayName]", "always"],
      ["externalId", "[objectId]", "always"],
    ],
  );
  assert.deepEqual([rules.group.members, rules.group.match], [true, [["displayName"]]]);
  assert.deepEqual(rules.group.reads, ["displayName", "objectId"]);
});

test("loadConfig() leaves groups alone when they are switched off", async () => {
  const { rules } = await compiled(
    `${smallJob}groups: { enabled: false, attributes: { displayName: "[displayName]" } }\n`,
  );
  assert.equal(rules.group, null);
});

test("loadConfig() writes a group's name once where the profile says that renames are ignored", async () => {
  const text = smallJob.replace("type: scim,", "type: scim, profile: dialpad,");
  const { rules } = await compiled(`${text}groups: {}\n`);
  assert.deepEqual(
    rules.group?.mappings.map(({ path, apply }) => [path.text, apply]),
    [
      ["displayName", "create"],
      ["externalId", "always"],
    ],
  );
});

test("loadConfig() compiles filters and their reads", async () => {
  const filter = `  filter:
    - - { attribute: department, operator: equals, value: Sales }
      - { attribute: accountEnabled, operator: IS_TRUE }
    - - { attribute: employeeId, operator: GREATER_THAN, value: 7 }
`;
  const { rules } = await compiled(smallJob.replace("users:\n", `users:\n${filter}`));
  assert.deepEqual(
    rules.user.filter?.map((group) => group.map(({ text }) => text)),
    [['department EQUALS "Sales"', "accountEnabled IS TRUE"], ['employeeId GREATER_THAN "7"']],
  );
  assert.deepEqual(rules.user.reads, [
    "IsSoftDeleted",
    "accountEnabled",
    "department",
    "employeeId",
    "userPrincipalName",
  ]);
});

test("loadConfig() matches by the mapping's own spelling", async () => {
  const { rules } = await compiled(smallJob.replace("users:\n", "users:\n  match: [USERNAME]\n"));
  assert.deepEqual(rules.user.match, [["userName"]]);
});

test("loadConfig() writes a generated value once", async () => {
  const { rules } = await compiled(`${smallJob}    nickName: "Guid()"\n`);
  assert.deepEqual(
    rules.user.mappings.filter(({ apply }) => apply === "create").map(({ path }) => path.text),
    ["nickName"],
  );
});

test("loadConfig() turns disableWith: active into the mapping that was left out", async () => {
  const text = smallJob.replace(/ {4}active: .*\n/, "");
  const { rules } = await compiled(`${text}deprovision: { disableWith: active }\n`);
  assert.deepEqual(
    rules.user.mappings.map(({ path, expression }) => [path.text, expression.text]),
    [
      ["userName", "[userPrincipalName]"],
      ["active", 'Switch([IsSoftDeleted], "True", "True", "False")'],
    ],
  );
});

test("the fingerprint of the rules ignores layout and order, and sees every rule", async () => {
  const { rules } = await compiled(smallJob);
  const lines = smallJob.split("\n");
  const turned = [...lines.slice(0, 5), lines[6], `${lines[5]} # the address`, ""].join("\n");
  assert.equal((await compiled(turned)).rules.fingerprint, rules.fingerprint);
  assert.equal(
    (await compiled(`${smallJob}guard: { maxRemovals: 3 }\n`)).rules.fingerprint,
    rules.fingerprint,
  );
  for (const change of [
    "scope: all\n",
    "deprovision: { unassigned: keep }\n",
    "groups: {}\n",
    '    title: "[jobTitle]"\n',
  ]) {
    assert.notEqual(
      (await compiled(smallJob + change, { env: token })).rules.fingerprint,
      rules.fingerprint,
      change,
    );
  }
  for (const setting of ["patch: entra", "verify: writes", "capabilities: { bulk: false }"]) {
    const worded = smallJob.replace("type: scim,", `type: scim, ${setting},`);
    assert.notEqual((await compiled(worded)).rules.fingerprint, rules.fingerprint, setting);
  }
});

test("loadConfig() lets nobody clear what RFC 7643 requires of every user and group", async () => {
  const users = '  attributes:\n    username: { expression: "[userPrincipalName]", nulls: clear }';
  const { rules } = await compiled(smallJob.replace(/ {2}attributes:[\s\S]*?userName: [^\n]*/, users));
  const required = rules.user.mappings.filter(({ required: must }) => must === true);
  assert.deepEqual(
    required.map(({ path }) => path.text),
    ["username"],
  );
});

test("target.verify is the profile's unless the job says otherwise", async () => {
  assert.equal((await compiled(smallJob)).target.verify, "off");
  const reading = smallJob.replace("type: scim,", "type: scim, verify: writes,");
  assert.equal((await compiled(reading)).target.verify, "writes");
});
