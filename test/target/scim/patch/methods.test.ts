import assert from "node:assert/strict";
import { test } from "node:test";
import { dialects } from "../../../../src/config/profiles/patch-choices.ts";
import type { Target, WriteResult } from "../../../../src/target/target.ts";
import { type Answer, ok, scripted, type Seen } from "../scripted.ts";

const signal = new AbortController().signal;
const ada = { id: "1", userName: "ada@x", title: "Ms" };
const group = { id: "g", displayName: "All", members: [{ value: "a" }] };

for (const status of [405, 501]) {
  test(`a server that answers ${String(status)} to PATCH is sent a PUT, and PUT from then on`, async () => {
    await using opened = await scripted((seen) => withoutMethod("PATCH", status, seen));
    for (let time = 0; time < 2; time++) {
      assert.deepEqual(await update(opened.target), { kind: "done", id: "1" });
    }
    assert.deepEqual(methodsOf(opened.seen), ["PATCH", "GET", "PUT", "GET", "PUT"]);
    // Of groups nothing is known by that.
    const write = { kind: "members", id: "g", add: ["b"], remove: [] } as const;
    for (let time = 0; time < 2; time++) {
      assert.deepEqual(await opened.target.write(write, { signal }), { kind: "done", id: "g" });
    }
    assert.deepEqual(methodsOf(opened.seen).slice(5), ["PATCH", "GET", "PUT", "GET", "PUT"]);
    assert.ok(opened.target.memberBatch > 100);
  });
}

test("a server that says it has no PATCH is not sent one", async () => {
  await using opened = await scripted((seen) => withoutMethod("PATCH", 501, seen), {
    capabilities: { patch: false },
  });
  assert.deepEqual(await update(opened.target), { kind: "done", id: "1" });
  assert.deepEqual(methodsOf(opened.seen), ["GET", "PUT"]);
});

test("a server that says it has no PATCH, and has no PUT, is sent a PATCH after all", async () => {
  await using opened = await scripted((seen) => withoutMethod("PUT", 405, seen), {
    capabilities: { patch: false },
  });
  for (let time = 0; time < 2; time++) {
    assert.deepEqual(await update(opened.target), { kind: "done", id: "1" });
  }
  assert.deepEqual(methodsOf(opened.seen), ["GET", "PUT", "PATCH", "PATCH"]);
});

test("a job that asks for PUT before a server that has PATCH only is served", async () => {
  await using opened = await scripted((seen) => withoutMethod("PUT", 405, seen), { patch: dialects.put });
  assert.deepEqual(await update(opened.target), { kind: "done", id: "1" });
  const write = { kind: "members", id: "g", add: ["b"], remove: ["a"] } as const;
  assert.deepEqual(await opened.target.write(write, { signal }), { kind: "done", id: "g" });
  assert.deepEqual(methodsOf(opened.seen), ["GET", "PUT", "PATCH", "GET", "PUT", "PATCH"]);
});

test("a server that has neither method says so in the failure", async () => {
  await using opened = await scripted((seen) =>
    seen.method === "GET" ? ok(ada) : { status: 501, json: { detail: "read only" } },
  );
  for (let time = 0; time < 2; time++) {
    const result = await update(opened.target);
    assert.ok(result.kind === "failed");
    assert.match(result.failure.message, /^Cannot update the user: .*read only.*neither PATCH nor PUT/);
    assert.equal(result.failure.transient, false);
    assert.ok(result.failure.cure !== null);
  }
  // It may have been about this one user: the next one is asked anew.
  assert.deepEqual(methodsOf(opened.seen), ["PATCH", "GET", "PUT", "PATCH", "GET", "PUT"]);
  assert.deepEqual(opened.target.learned, {});
});

for (const put of [204, 403, 405]) {
  test(`one group that has no PATCH, and answers ${String(put)} to PUT, says nothing of the others`, async () => {
    await using opened = await scripted(({ method, path }) => {
      if (method === "GET") return ok(group);
      if (!path.endsWith("/builtin")) return { status: 204 };
      return { status: method === "PATCH" ? 405 : put };
    });
    const ids = put === 204 ? ["other", "builtin", "other"] : ["builtin", "other"];
    for (const id of ids) await rename(opened.target, id);
    assert.deepEqual(opened.target.learned.refusedMethods, undefined);
    assert.equal(opened.seen.at(-1)?.method, "PATCH");
  });
}

test("a group whose members are changed by PATCH counts as well", async () => {
  await using opened = await scripted(({ method, path }) => {
    if (method === "GET") return ok(group);
    return { status: method === "PATCH" && path.endsWith("/builtin") ? 405 : 204 };
  });
  const write = { kind: "members", id: "g", add: ["b"], remove: [] } as const;
  await opened.target.write(write, { signal });
  await rename(opened.target, "builtin");
  await opened.target.write(write, { signal });
  assert.equal(opened.seen.at(-1)?.method, "PATCH");
});

test("members of a group that takes neither method fail alike", async () => {
  await using opened = await scripted((seen) => (seen.method === "GET" ? ok(group) : { status: 405 }));
  const write = { kind: "members", id: "g", add: ["b"], remove: [] } as const;
  const result = await opened.target.write(write, { signal });
  assert.ok(result.kind === "failed");
  assert.match(result.failure.message, /neither PATCH nor PUT/);
});

test("what was learned of a server is known to the next process that is told", async () => {
  await using opened = await scripted((seen) => withoutMethod("PATCH", 501, seen));
  await update(opened.target);
  const { learned } = opened.target;
  assert.deepEqual(learned, { refusedMethods: ["user PATCH"] });
  await using next = await scripted((seen) => withoutMethod("PATCH", 501, seen), { capabilities: learned });
  await update(next.target);
  assert.deepEqual(methodsOf(next.seen), ["GET", "PUT"]);
});

function withoutMethod(refused: string, status: number, { method, path }: Seen): Answer {
  if (method === refused) return { status };
  return method === "GET" ? ok(path.includes("Groups") ? group : ada) : { status: 204 };
}

async function update(target: Target): Promise<WriteResult> {
  const changes = [{ path: "title", from: "Ms", to: "Countess" }];
  return await target.write({ kind: "update", type: "user", id: "1", changes }, { signal });
}

async function rename(target: Target, id: string): Promise<WriteResult> {
  const changes = [{ path: "displayName", from: "All", to: "Everybody" }];
  return await target.write({ kind: "update", type: "group", id, changes }, { signal });
}

function methodsOf(seen: readonly Seen[]): readonly string[] {
  return seen.map(({ method }) => method);
}
