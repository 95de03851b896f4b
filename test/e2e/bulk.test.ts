import assert from "node:assert/strict";
import { test } from "node:test";
import { spawnScimmy } from "../servers/spawn-scimmy.ts";
import { openBulkServer } from "../target/scim/bulk/bulk-server.ts";
import { companyOf } from "./company.ts";
import { defaultRules, install } from "./lockstep.ts";

/** Names alone: all that the small server keeps. */
const namesOnly = `deprovision:
  { unassigned: keep, outOfScope: keep, disabled: keep, softDeleted: keep, hardDeleted: delete }
users:
  match: [userName]
  attributes: { userName: "[userPrincipalName]" }
`;

function atMost(objects: number, maxOperations: number): number {
  return Math.ceil(objects / maxOperations) + 20;
}

test("an initial sync into scimmy takes a request for as many objects as its bulk requests hold", async () => {
  const bulkOperations = 20;
  await using scimmy = await spawnScimmy({ bulkOperations });
  await using lockstep = await install({ ...scimmy, rules: defaultRules });
  const size = { users: 200, groups: 24, memberships: 200 };
  await lockstep.write(companyOf(size));

  const first = await lockstep.sync("--initial");
  assert.equal(first.exitCode, 0, JSON.stringify(first.failures.slice(0, 3)));
  assert.equal(first.counts.created, size.users + size.groups);
  const limit = atMost(size.users + size.groups, bulkOperations);
  assert.ok(first.requests.target <= limit, `${first.requests.target} requests, at most ${limit}`);

  const { users, groups } = await scimmy.store();
  assert.deepEqual([users.length, groups.length], [size.users, size.groups]);
  await scimmy.forget();
  const second = await lockstep.sync("--initial");
  assert.deepEqual([second.exitCode, second.counts.updated, second.counts.linked], [0, 0, 0]);
  assert.deepEqual(Object.keys(await scimmy.requests()), ["GET"], "a second initial cycle only reads");
});

test("an initial sync into a small server with bulk keeps to the same figure", async () => {
  await using server = await openBulkServer({ maxOperations: 100 });
  await using lockstep = await install({ url: server.target.identity, token: "s3cret", rules: namesOnly });
  const company = companyOf({ users: 500, groups: 0, memberships: 0 });
  await lockstep.write({ ...company, users: company.users.map((user) => ({ ...user, manager: null })) });
  const first = await lockstep.sync("--initial");
  assert.deepEqual([first.exitCode, first.counts.created], [0, 500]);
  assert.ok(first.requests.target <= atMost(500, 100), String(first.requests.target));
  assert.deepEqual(
    server.bulks,
    Array.from({ length: 5 }, () => 100),
  );
});

test("a bulk request whose answer is lost makes nobody twice, and its people are linked", async () => {
  let lost = 0;
  await using server = await openBulkServer({
    maxOperations: 10,
    answer: () => (lost++ === 0 ? "hangUp" : null),
  });
  await using lockstep = await install({ url: server.target.identity, token: "s3cret", rules: namesOnly });
  await lockstep.write(companyOf({ users: 30, groups: 0, memberships: 0 }));
  await lockstep.sync("--initial");
  const second = await lockstep.sync();
  assert.deepEqual([second.exitCode, second.failures], [0, []]);
  const names = [...server.users.values()];
  assert.deepEqual([names.length, new Set(names).size], [30, 30]);
  const { stdout } = await lockstep.run("links", "people", "--json");
  assert.equal((JSON.parse(stdout) as readonly unknown[]).length, 30);
});
