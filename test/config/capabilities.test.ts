import assert from "node:assert/strict";
import { test } from "node:test";
import { compiled, problemsOf, smallJob } from "./folder.ts";

function withCapabilities(text: string): string {
  return smallJob.replace("} }\nusers:", `}, capabilities: ${text} }\nusers:`);
}

test("loadConfig() takes what the job says of its application over what the profile says", async () => {
  const { target: plain } = await compiled(smallJob);
  assert.deepEqual(plain.capabilities, {});
  const { target } = await compiled(
    withCapabilities("{ bulk: false, etag: false, patch: false, pageSize: 50, users: /People }"),
  );
  assert.deepEqual(target.capabilities, {
    bulk: null,
    etag: false,
    patch: false,
    pageSize: 50,
    users: "/People",
  });
  const dialpad = withCapabilities("{ pageSize: 50 }").replace(
    "type: scim,",
    "type: scim, profile: dialpad,",
  );
  const { capabilities, profile } = (await compiled(dialpad)).target;
  assert.deepEqual(capabilities, { ...profile.capabilities, pageSize: 50 });
});

test("loadConfig() sends as many writes in a bulk request as the job says", async () => {
  const maxPayloadBytes = 1_000_000;
  const asked = (await compiled(withCapabilities("{ bulk: true }"))).target.capabilities;
  assert.deepEqual(asked.bulk, { maxOperations: 100, maxPayloadBytes });
  const few = (await compiled(withCapabilities("{ bulkOperations: 20 }"))).target.capabilities;
  assert.deepEqual(few.bulk, { maxOperations: 20, maxPayloadBytes });
});

test("loadConfig() refuses capabilities that there are not, and paths that lead elsewhere", async () => {
  for (const path of ["https://x/Users", "//x/Users", "/../Users", "/Users?x", "Users"]) {
    const [problem = ""] = await problemsOf(withCapabilities(`{ users: "${path}" }`));
    assert.match(problem, /target.capabilities.users should be a path below target.url, such as \/People/);
  }
  const [unknown = ""] = await problemsOf(withCapabilities("{ sort: true }"));
  assert.match(unknown, /sort/);
  const [small = ""] = await problemsOf(withCapabilities("{ bulkOperations: 1 }"));
  assert.match(small, /bulkOperations should be/);
});
