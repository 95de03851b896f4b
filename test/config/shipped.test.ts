import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { JobConfig } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { printProblem } from "../../src/config/problem.ts";
import type { Mapping } from "../../src/rules/rules.ts";

const folder = fileURLToPath(new URL("../../config", import.meta.url));

const env = {
  ENTRA_TENANT_ID: "tenant",
  ENTRA_CLIENT_ID: "client",
  ENTRA_CLIENT_SECRET: "secret",
  ENTRA_SERVICE_PRINCIPAL_ID: "dialpad-app",
  DIALPAD_API_KEY: "key",
  SCIM_SERVICE_PRINCIPAL_ID: "scim-app",
  SCIM_URL: "https://app.example.com/scim/v2",
  SCIM_TOKEN: "token",
};

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

test("the shipped configuration loads without a warning", async () => {
  const loaded = await loadConfig(folder, { env });
  assert.equal(loaded.kind, "loaded");
  assert.deepEqual(loaded.warnings, []);
  assert.deepEqual(
    loaded.config.jobs.map(({ name }) => name),
    ["dialpad", "scim"],
  );
});

test("the shipped configuration names every missing variable at once", async () => {
  const loaded = await loadConfig(folder, { env: {}, job: "dialpad" });
  assert.equal(loaded.kind, "refused");
  assert.deepEqual(
    loaded.problems.map((problem) => printProblem(problem).replace(/^.*\/jobs\/dialpad.yaml:\d+:\d+: /, "")),
    [
      "source.tenantId needs the environment variable ENTRA_TENANT_ID: it is not set",
      "source.clientId needs the environment variable ENTRA_CLIENT_ID: it is not set",
      "source.credential.clientSecret needs the environment variable ENTRA_CLIENT_SECRET: it is not set",
      "source.servicePrincipalId needs the environment variable ENTRA_SERVICE_PRINCIPAL_ID: it is not set",
      "target.auth.token needs the environment variable DIALPAD_API_KEY: it is not set",
    ],
  );
});

test("dialpad.yaml chooses office and licence once, and never deletes", async () => {
  const { target, rules } = await shipped("dialpad");
  assert.deepEqual([target.rateLimit, target.concurrency], [10, 4]);
  assert.equal(rules.group, null);
  assert.deepEqual(Object.values(rules.deprovision), [
    "disable",
    "disable",
    "disable",
    "disable",
    "disable",
    "keep",
    0,
  ]);
  assert.deepEqual(rules.user.mappings.filter(({ apply }) => apply === "create").map(print), [
    `${enterprise}:officeName = [physicalDeliveryOfficeName]`,
    `${enterprise}:department = [department]`,
    'addresses[type eq "work"].country = [country]',
    `${enterprise}:licenseType = "Dialpad_Ai Voice"`,
  ]);
  assert.equal(
    rules.user.mappings.some(({ path }) => path.attribute === "phoneNumbers"),
    false,
  );
});

test("dialpad.yaml takes the licence from the environment", async () => {
  const { rules } = await shipped("dialpad", { DIALPAD_LICENSE_TYPE: "Dialpad_Support" });
  assert.equal(
    rules.user.mappings.map(print).includes(`${enterprise}:licenseType = "Dialpad_Support"`),
    true,
  );
});

test("scim.yaml is Entra's default mapping", async () => {
  const { rules, target } = await shipped("scim");
  assert.equal(target.profile.name, "generic");
  assert.deepEqual(rules.user.match, [["userName"]]);
  assert.deepEqual(rules.user.mappings.map(print), [
    "userName = [userPrincipalName]",
    'active = Switch([IsSoftDeleted], , "False", "True", "True", "False")',
    "displayName = [displayName]",
    "title = [jobTitle]",
    'emails[type eq "work"].value = [mail]',
    'emails[type eq "other"].value = [proxyAddresses]',
    "name.givenName = [givenName]",
    "name.familyName = [surname]",
    'addresses[type eq "other"].formatted = [physicalDeliveryOfficeName]',
    'addresses[type eq "work"].streetAddress = [streetAddress]',
    'addresses[type eq "work"].postalCode = [postalCode]',
    'phoneNumbers[type eq "work"].value = [telephoneNumber]',
    'phoneNumbers[type eq "mobile"].value = [mobile]',
    'phoneNumbers[type eq "fax"].value = [facsimileTelephoneNumber]',
    "externalId = [mailNickname]",
    `${enterprise}:employeeNumber = [employeeId]`,
    `${enterprise}:department = [department]`,
    `${enterprise}:manager = [manager]`,
  ]);
  assert.deepEqual(rules.group?.match, [["displayName"]]);
  assert.deepEqual(rules.group.mappings.map(print), [
    "displayName = [displayName]",
    "externalId = [objectId]",
  ]);
  assert.equal(rules.group.members, true);
});

async function shipped(name: string, more: Readonly<Record<string, string>> = {}): Promise<JobConfig> {
  const loaded = await loadConfig(folder, { env: { ...env, ...more }, job: name });
  assert.equal(loaded.kind, "loaded");
  const [job] = loaded.config.jobs;
  assert.ok(job);
  return job;
}

function print({ path, expression }: Mapping): string {
  return `${path.text} = ${expression.text}`;
}
