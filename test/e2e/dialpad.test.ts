import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { defaultDialpadOptions } from "../../src/sandbox/dialpad/options.ts";
import { type SandboxProcess, spawnSandbox } from "../../src/sandbox/spawn.ts";
import { addPerson, type DialpadBench, openDialpadBench } from "./dialpad-bench.ts";

let folder: string;
let sandbox: SandboxProcess;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-dialpad-"));
  sandbox = await spawnSandbox({ directory: folder, people: "none" });
});
after(async () => {
  await sandbox[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** Groups are switched on; the shipped job has them off. */
function withGroups(yaml: string): string {
  return yaml.replace("  enabled: false\n  match: [displayName]", "  enabled: true\n  match: [displayName]");
}

/** What is written at creation only in the shipped job is ruled by the directory. */
function ruled(yaml: string): string {
  return yaml
    .replaceAll(/(:(?:officeName|licenseType):\n {6}expression: [^\n]+\n) {6}apply: create\n/g, "$1")
    .replace(/'"\$\{DIALPAD_LICENSE_TYPE[^\n]+/, '"[employeeType]"');
}

/** A job that knows nothing of Dialpad. */
function unknown(yaml: string): string {
  return withGroups(yaml).replace("profile: dialpad", "profile: generic");
}

/** Each write is read back. */
function verified(yaml: string): string {
  return ruled(yaml).replace("profile: dialpad", "profile: dialpad\n  verify: writes");
}

function mapping(line: string): (yaml: string) => string {
  return (yaml) => yaml.replace("    name.givenName:", `    ${line}\n    name.givenName:`);
}

/** Nobody may write numbers that Dialpad assigns. */
async function confirmNumbersUntouched(bench: DialpadBench): Promise<void> {
  const written = (await bench.requests()).filter(({ method }) => method !== "GET");
  assert.ok(written.length > 0);
  for (const { body } of written) assert.doesNotMatch(JSON.stringify(body), /"Dialpad"/);
}

/** Cycles over everything find nothing to write. */
async function confirmQuiet(bench: DialpadBench): Promise<void> {
  for (const kind of ["reconcile", "initial"] as const) {
    const methods = new Set((await bench.requestsOf(kind)).map(({ method }) => method));
    assert.deepEqual([...methods], ["GET"], kind);
  }
}

test("the profile: half of Dialpad's 20 requests a second, groups off, and no mapping to its own numbers", async () => {
  await using bench = await openDialpadBench(sandbox);
  const { target, rules } = bench.job;
  assert.deepEqual([target.rateLimit, target.concurrency, rules.group], [10, 4, null]);
  const own = mapping(`phoneNumbers[type eq "Dialpad"].value: "[mobile]"`);
  const whole = mapping(`phoneNumbers: "[mobile]"`);
  for (const change of [own, whole]) {
    await assert.rejects(
      openDialpadBench(sandbox, {}, change),
      /profile dialpad says that the target assigns it/,
    );
  }
});

test("who leaves is suspended, which frees the licence; who comes back has the same account and number", async () => {
  await using bench = await openDialpadBench(sandbox, { newUserState: "active" });
  for (const id of ["ada", "bob", "cyd"]) addPerson(bench, id);
  assert.equal((await bench.run()).counts.created, 3);
  const { id, number } = await bench.account("ada");
  assert.match(number ?? "", /^\+\d+$/);
  bench.directory.unassign("ada").softDelete("bob").purge("cyd");
  assert.equal((await bench.run()).counts.disabled, 3);
  for (const who of ["ada", "bob", "cyd"]) assert.equal((await bench.account(who)).state, "suspended");
  bench.directory.assign("ada").restore("bob");
  assert.equal((await bench.run()).counts.enabled, 2);
  const back = await bench.account("ada");
  assert.deepEqual([back.id, back.number, back.state], [id, number, "active"]);
  await confirmQuiet(bench);
  await confirmNumbersUntouched(bench);
  assert.ok((await bench.requests()).every(({ method }) => method !== "DELETE"));
});

test("an account suspended by hand is repaired like any value, and no more than that is written", async () => {
  await using bench = await openDialpadBench(sandbox, { newUserState: "active" });
  addPerson(bench, "hana");
  await bench.run();
  const { id } = await bench.account("hana");
  await sandbox.control("dialpad", { kind: "state", id, state: "suspended" });
  const written = (await bench.requestsOf("reconcile")).filter(({ method }) => method !== "GET");
  assert.deepEqual(
    written.map(({ method }) => method),
    ["PATCH"],
  );
  assert.equal((await bench.account("hana")).state, "active");
});

for (const groupRename of ["ignore", "reject"] as const) {
  test(`a group keeps its first name (${groupRename}): each new one is told once, is not sent, and members go on`, async () => {
    await using bench = await openDialpadBench(sandbox, { groups: "enabled", groupRename }, withGroups);
    const [name, crew, squad] = [`team ${groupRename}`, `crew ${groupRename}`, `squad ${groupRename}`];
    for (const id of ["gus", "hal"]) addPerson(bench, `${id}-${groupRename}`);
    bench.directory.addGroup(name, [`gus-${groupRename}`]).assign(name);
    assert.equal((await bench.run()).state, "succeeded");
    bench.directory.change(name, { displayName: crew });
    const told = `the target keeps the first displayName: it stays "${name}", not "${crew}"`;
    const renamed = await bench.requestsOf("incremental");
    assert.ok(renamed.every(({ method }) => method === "GET"));
    assert.deepEqual(await bench.warnings(), [told]);
    await confirmQuiet(bench);
    bench.directory.change(name, { displayName: squad }).members.set(name, new Set([`hal-${groupRename}`]));
    assert.equal((await bench.run()).state, "succeeded");
    const group = (await bench.groups()).find(({ displayName }) => displayName === name);
    assert.deepEqual(group?.memberIds, [(await bench.account(`hal-${groupRename}`)).id]);
    await confirmQuiet(bench);
    assert.deepEqual(await bench.warnings(), [told, told.replace(crew, squad)]);
    const bodies = (await bench.requests()).map(({ method, body }) => `${method} ${JSON.stringify(body)}`);
    assert.ok(bodies.every((body) => !body.includes("crew") && !body.includes("squad")));
  });
}

test("a job that knows nothing of Dialpad ends, too: a rename that is ignored or refused is told, and the rest goes on", async () => {
  for (const groupRename of ["ignore", "reject"] as const) {
    await using bench = await openDialpadBench(sandbox, { groups: "enabled", groupRename }, unknown);
    const name = `generic ${groupRename}`;
    for (const id of ["ira", "jon"]) addPerson(bench, `${id}-${groupRename}`);
    bench.directory.addGroup(name, [`ira-${groupRename}`]).assign(name);
    await bench.run();
    bench.directory.change(name, { displayName: `${name} anew` });
    bench.directory.members.set(name, new Set([`jon-${groupRename}`]));
    const { failures } = await bench.run();
    const group = (await bench.groups()).find(({ displayName }) => displayName === name);
    assert.deepEqual(group?.memberIds, [(await bench.account(`jon-${groupRename}`)).id], groupRename);
    if (groupRename === "reject") {
      assert.match(failures[0]?.message ?? "", /displayName' cannot be changed/);
      continue;
    }
    await bench.run("reconcile");
    await bench.run("reconcile");
    assert.deepEqual(await bench.warnings(), [
      `the target does not keep this value: displayName was written as "${name} anew" and is shown as "${name}"`,
    ]);
    await confirmQuiet(bench);
  }
});

test("office and licence can be ruled by the directory, and come to rest", async () => {
  await using bench = await openDialpadBench(sandbox, {}, ruled);
  addPerson(bench, "kim", { officeLocation: "London", employeeType: "Dialpad_Support" });
  await bench.run();
  const first = await bench.account("kim");
  assert.deepEqual([first.officeName, first.license, first.number], ["London", "Dialpad_Support", null]);
  bench.directory.change("kim", { officeLocation: "Berlin", employeeType: "Dialpad_Ai Sales" });
  await bench.run();
  const moved = await bench.account("kim");
  assert.deepEqual([moved.officeName, moved.license], ["Berlin", "Dialpad_Ai Sales"]);
  await confirmQuiet(bench);
});

test("a licence that Dialpad ignores is told once, and the rest is written", async () => {
  await using bench = await openDialpadBench(sandbox, { ignoreLicenseType: true }, ruled);
  addPerson(bench, "lea", { officeLocation: "London", employeeType: "Dialpad_Support" });
  await bench.run();
  await bench.run("reconcile");
  await bench.run("reconcile");
  assert.deepEqual(await bench.warnings(), [
    `the target does not keep this value: ${enterprise}:licenseType was written as "Dialpad_Support" and is shown as (none)`,
  ]);
  await confirmQuiet(bench);
  bench.directory.change("lea", { officeLocation: "Berlin" });
  await bench.run();
  assert.equal((await bench.account("lea")).officeName, "Berlin");
  assert.equal((await bench.warnings()).length, 1);
});

test("with verify: writes, what Dialpad confirms and drops is told in the very cycle, and written twice at most", async () => {
  await using bench = await openDialpadBench(sandbox, { ignoreLicenseType: true }, verified);
  addPerson(bench, "vic", { officeLocation: "London", employeeType: "Dialpad_Support" });
  assert.equal((await bench.run()).counts.created, 1);
  const methods = (await bench.requests()).map(({ method }) => method);
  assert.deepEqual(methods.slice(methods.indexOf("POST")), ["POST", "GET", "PATCH", "GET"]);
  assert.match((await bench.warnings()).join(), /does not keep this value: [^ ]*licenseType was written as/);
  await confirmQuiet(bench);
  assert.equal((await bench.warnings()).length, 1);
});

test("an address of a foreign domain, and a licence that nobody has, are failures with the cure", async () => {
  const none = { id: "5000000000000009", name: "Full", country: "FR", areaCode: "1", licenses: {} };
  const offices = [none, ...defaultDialpadOptions.offices];
  for (const [status, noLicenseLeft] of [
    [400, "403"],
    [403, "409"],
  ] as const) {
    await using bench = await openDialpadBench(
      sandbox,
      { offices, foreignDomainStatus: status, noLicenseLeft },
      ruled,
    );
    const [mia, ned, oto] = ["mia", "ned", "oto"].map((name) => `${name}-${noLicenseLeft}`);
    addPerson(bench, `${mia}`, { officeLocation: "London" });
    addPerson(bench, `${ned}`, { userPrincipalName: `${ned}@elsewhere.example` });
    addPerson(bench, `${oto}`, { officeLocation: "Full" });
    const { failures, counts } = await bench.run();
    assert.equal(counts.created, 1);
    assert.deepEqual(
      failures.map(({ who, code }) => `${who} ${code}`).toSorted(),
      [`${ned}@elsewhere.example InvalidDomain`, `${oto}@meridian.example LicenseLimitExceeded`],
      `${status} ${noLicenseLeft}`,
    );
    for (const { cure } of failures) assert.match(cure ?? "", /domain|licen[cs]e/i);
    const bought = { ...none, licenses: { "Dialpad_Ai Voice": 9 } };
    const domains = ["meridian.example", "elsewhere.example"];
    await bench.set({ offices: [bought, ...defaultDialpadOptions.offices], domains });
    assert.equal((await bench.run()).counts.created, 2);
    await confirmQuiet(bench);
  }
});

for (const put of ["405", "replace"] as const) {
  test(`other telephone numbers can be mapped without Dialpad's own being written (PUT: ${put})`, async () => {
    const map = mapping(`phoneNumbers[type eq "work"].value: "[mobile]"`);
    const change =
      put === "405"
        ? map
        : (yaml: string) => map(yaml).replace("profile: dialpad", "profile: dialpad\n  patch: put");
    await using bench = await openDialpadBench(sandbox, { put }, change);
    const who = `pia-${put}`;
    addPerson(bench, who, { mobilePhone: "+49 30 123456", officeLocation: "London" });
    await bench.run();
    const { number } = await bench.account(who);
    bench.directory.change(who, { givenName: "Pia" });
    await bench.run();
    await bench.run("reconcile");
    await bench.run("reconcile");
    const account = await bench.account(who);
    assert.deepEqual([account.givenName, account.number], ["Pia", number]);
    assert.deepEqual(await bench.warnings(), [
      'the target does not keep this value: phoneNumbers[type eq "work"].value was written as "+49 30 123456" and is shown as (none)',
    ]);
    await confirmQuiet(bench);
    await confirmNumbersUntouched(bench);
  });
}
