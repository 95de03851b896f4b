import assert from "node:assert/strict";
import { test } from "node:test";
import { createClock } from "../../../src/sandbox/clock.ts";
import { application } from "../../../src/sandbox/company/application.ts";
import { createChanges } from "../../../src/sandbox/company/changes.ts";
import { foundCompany } from "../../../src/sandbox/company/company.ts";
import { createRandom } from "../../../src/sandbox/random.ts";
import { Directory } from "../../../src/sandbox/tenant/directory.ts";

function company(seed: number): Directory {
  const directory = new Directory(application, createClock());
  for (const change of foundCompany(createRandom(seed))) directory.commit(change);
  return directory;
}

/** Users who have the application directly or as direct members of an assigned group. */
function assigned(directory: Directory): Set<string> {
  const ids = directory.assignments().flatMap(({ principalId }) => {
    const principal = directory.object(principalId);
    return principal?.type === "group"
      ? directory.members(principalId)
      : principal === null
        ? []
        : [principal];
  });
  return new Set(ids.filter(({ type }) => type === "user").map(({ id }) => id));
}

for (const seed of [1, 2, 3]) {
  test(`foundCompany() makes 200 people, 12 groups and 170 assigned from seed ${seed}`, () => {
    const directory = company(seed);
    assert.equal(directory.users().length, 200);
    assert.equal(directory.groups().length, 12);
    assert.equal(assigned(directory).size, 170);
    const names = new Set(directory.users().map(({ properties }) => properties["userPrincipalName"]));
    assert.equal(names.size, 200);
  });
}

test("foundCompany() gives the same company for the same seed, and another for another", () => {
  assert.deepEqual(foundCompany(createRandom(7)), foundCompany(createRandom(7)));
  assert.notDeepEqual(foundCompany(createRandom(7)), foundCompany(createRandom(8)));
});

test("foundCompany() makes one tree of managers", () => {
  const directory = company(1);
  const top = directory.users().filter(({ managerId }) => managerId === null);
  assert.deepEqual(
    top.map(({ properties }) => properties["jobTitle"]),
    ["Chief Executive Officer"],
  );
  for (const user of directory.users()) {
    const seen = new Set<string>();
    for (let id: string | null = user.id; id !== null;) {
      assert.equal(seen.has(id), false, "a loop of managers");
      seen.add(id);
      const manager = directory.object(id);
      id = manager?.type === "user" ? manager.managerId : null;
    }
    assert.ok(seen.size <= 5);
  }
});

test("foundCompany() leaves out what companies leave out", () => {
  const users = company(1).users();
  function without(property: string): number {
    return users.filter(({ properties }) => !(property in properties)).length;
  }
  assert.ok(without("mail") > 0 && without("mail") < 20);
  assert.ok(without("employeeId") > 0);
  assert.ok(without("mobilePhone") > 20);
  assert.equal(users.filter(({ properties }) => properties["accountEnabled"] === false).length, 4);
  assert.equal(users.filter(({ properties }) => properties["userType"] === "Guest").length, 1);
  assert.ok(users.some(({ properties }) => /\p{Script=Han}/u.test(String(properties["displayName"]))));
});

test("createChanges() lets plausible things happen, the same for the same seed", () => {
  const first = createChanges(company(1), createRandom(5));
  const second = createChanges(company(1), createRandom(5));
  const directory = company(1);
  const changes = createChanges(directory, createRandom(5));
  const sentences = new Set<string>();
  for (let turn = 0; turn < 150; turn += 1) {
    const change = changes.next();
    assert.equal(first.next().sentence, second.next().sentence);
    assert.match(change.sentence, /^\S.* \S+$/);
    assert.ok(change.changes.length > 0);
    sentences.add(change.sentence);
  }
  assert.ok(sentences.size > 100);
  assert.ok(directory.users().length > 200);
  assert.ok(directory.users().some(({ deletedDateTime }) => deletedDateTime !== null));
});

test("Directory logs what happened: replayed elsewhere, it gives the same directory", () => {
  const directory = company(1);
  const changes = createChanges(directory, createRandom(5));
  for (let turn = 0; turn < 40; turn += 1) changes.next();
  const replica = new Directory(application, createClock());
  for (const { change } of directory.log) replica.commit(change);
  assert.deepEqual(
    replica.users().map(({ id, properties }) => [id, properties]),
    directory.users().map(({ id, properties }) => [id, properties]),
  );
  assert.deepEqual(
    directory.groups().map(({ id }) => replica.members(id).map((member) => member.id)),
    directory.groups().map(({ id }) => directory.members(id).map((member) => member.id)),
  );
});
