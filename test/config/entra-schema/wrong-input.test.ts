import assert from "node:assert/strict";
import { test } from "node:test";
import { StopError } from "../../../src/rules/stop-error.ts";
import { fixture, importText, schemaOf, userName } from "./entra.ts";

function refusalOf(text: string): { readonly message: string; readonly cure: string } {
  try {
    importText(text);
  } catch (error) {
    if (error instanceof StopError) return error;
    throw error;
  }
  throw new Error("it was imported");
}

test("readSchema() refuses what is no JSON, and says how to export", () => {
  const { message, cure } = refusalOf("<html>sign in</html>");
  assert.match(message, /^Cannot import schema\.json as it is no JSON: /);
  assert.match(
    cure,
    /Review your schema → Download[^]*GET \/servicePrincipals\/\{id\}\/synchronization\/jobs/,
  );
});

test("readSchema() refuses JSON that is no schema, and knows its neighbours", () => {
  assert.match(refusalOf('{"users":[]}').message, /no schema of Entra: it has no "synchronizationRules"/);
  assert.match(refusalOf("null").message, /no schema of Entra/);
  assert.match(refusalOf("[]").message, /no schema of Entra/);
  const job = { id: "scim.1", templateId: "scim", schedule: { interval: "PT40M" } };
  assert.match(refusalOf(JSON.stringify(job)).message, /a provisioning job and not its schema/);
  assert.match(refusalOf(JSON.stringify({ value: [job] })).message, /a provisioning job and not its schema/);
  assert.match(refusalOf('{"error":{"code":"Forbidden"}}').message, /an error that Microsoft Graph answered/);
});

test("readSchema() says where a schema is not what Entra exports", () => {
  const { message } = refusalOf('{"synchronizationRules":[{"objectMappings":"none"}]}');
  assert.match(message, /synchronizationRules\.0\.objectMappings is not what Entra exports: /);
});

test("importJob() refuses an empty schema", () => {
  for (const text of [
    '{"synchronizationRules":[]}',
    '{"directories":[],"synchronizationRules":[{"objectMappings":[]}]}',
    schemaOf([]),
  ]) {
    const { message, cure } = refusalOf(text);
    assert.equal(message, "Cannot import schema.json as the schema is empty: it maps no attribute");
    assert.match(cure, /whose provisioning has been set up/);
  }
});

test("importJob() refuses another direction", async () => {
  assert.equal(
    refusalOf(await fixture("workday-to-ad")).message,
    "Cannot import schema.json as it provisions from Workday to Active Directory: " +
      "Lockstep provisions from Microsoft Entra ID to a SCIM application",
  );
  const acrossTenants = schemaOf([userName], { target: "Azure Active Directory (target tenant)" });
  assert.match(
    refusalOf(acrossTenants).message,
    /from Azure Active Directory to Azure Active Directory \(target/,
  );
});

test("importJob() refuses a schema by which no account could be made or found", () => {
  const other = schemaOf([userName], { mapping: { sourceObjectName: "Device" } });
  assert.match(refusalOf(other).message, /maps neither users nor groups: Device to User/);
  const readOnly = schemaOf([{ ...userName, targetAttributeName: "id" }]);
  assert.match(refusalOf(readOnly).message, /no mapping of users can be used: id: id cannot be mapped/);
  const unmatched = schemaOf([{ ...userName, targetAttributeName: "nickName", matchingPriority: 0 }]);
  assert.match(
    refusalOf(unmatched).message,
    /no account could be found: the schema has no matching attribute/,
  );
});
