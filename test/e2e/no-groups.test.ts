import assert from "node:assert/strict";
import { test } from "node:test";
import { openBulkServer } from "../target/scim/bulk/bulk-server.ts";
import { companyOf } from "./company.ts";
import { install } from "./lockstep.ts";

const rules = `deprovision:
  { unassigned: keep, outOfScope: keep, disabled: keep, softDeleted: keep, hardDeleted: delete }
users:
  match: [userName]
  attributes: { userName: "[userPrincipalName]" }
groups:
  enabled: true
  match: [displayName]
  attributes: { displayName: "[displayName]", members: "[members]" }
`;

test("a server without groups gets its users; sync says so with exit 1, check with the cure", async () => {
  await using server = await openBulkServer();
  await using lockstep = await install({ url: server.target.identity, token: "s3cret", rules });
  await lockstep.write(companyOf({ users: 5, groups: 2, memberships: 6 }));
  const { exitCode, counts, failures } = await lockstep.sync("--initial");
  assert.deepEqual([exitCode, counts.created, server.users.size], [1, 5, 5]);
  assert.deepEqual(
    failures.map(({ operation, code }) => [operation, code]),
    [["groups", "NotImplemented"]],
  );
  const before = server.seen.length;
  assert.equal((await lockstep.sync()).exitCode, 1);
  const asked = server.seen.slice(before).map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(asked, ["GET /scim/Groups"], "they may be there by now");

  const { code, stdout } = await lockstep.run("check");
  assert.equal(code, 1);
  assert.match(
    stdout,
    /✓ Target can: change single attributes \(PATCH\), take up to 10 writes a request \(bulk\)/,
  );
  assert.match(stdout, /✗ Target has groups: .*\n +cure: Set groups.enabled to false/);
});
