import assert from "node:assert/strict";
import { test } from "node:test";
import { dialects } from "../../../../src/config/profiles/patch-choices.ts";
import { property } from "../../../../src/rules/attribute-path.ts";
import type { Target, WriteResult } from "../../../../src/target/target.ts";
import { type Answer, ok, scripted, type Seen } from "../scripted.ts";

const signal = new AbortController().signal;
const put = { patch: dialects.put };

test("a write goes by the version that was read: the resource's, or the answer's ETag", async () => {
  const cases = [
    { etag: 'W/"7"', version: undefined, sent: 'W/"7"' },
    { etag: '"7"', version: '"7"', sent: '"7"' },
    // What a framework makes of the text of an answer is not what the server compares.
    { etag: 'W/"13-abc"', version: 'W/"7"', sent: 'W/"7"' },
    { etag: '"7"', version: "7", sent: '"7"' },
    { etag: "7", version: "7", sent: undefined },
    { etag: undefined, version: undefined, sent: undefined },
  ];
  for (const { etag, version, sent } of cases) {
    await using opened = await scripted(
      (seen) => (seen.method === "GET" ? read({ etag, version }) : ok({})),
      put,
    );
    assert.equal((await update(opened.target)).kind, "done");
    assert.deepEqual(
      opened.seen.map(({ ifMatch }) => ifMatch),
      [undefined, sent],
    );
  }
});

test("a version in the resource alone counts where the server says that it does", async () => {
  for (const [etag, sent] of [
    [true, '"7"'],
    [null, undefined],
  ] as const) {
    await using opened = await scripted(
      (seen) => (seen.method === "GET" ? read({ version: '"7"' }) : ok({})),
      { ...put, capabilities: { etag } },
    );
    await update(opened.target);
    assert.equal(opened.seen.at(-1)?.ifMatch, sent);
  }
});

test("a server that says it has no versions is sent none", async () => {
  await using opened = await scripted((seen) => (seen.method === "GET" ? read({ etag: '"7"' }) : ok({})), {
    ...put,
    capabilities: { etag: false },
  });
  await update(opened.target);
  assert.equal(opened.seen.at(-1)?.ifMatch, undefined);
});

test("a PATCH goes by the version where the resource is read for it, and nothing is read for that", async () => {
  await using opened = await scripted((seen) => (seen.method === "GET" ? read({ etag: '"7"' }) : ok({})));
  await update(opened.target);
  const locality = [{ path: 'addresses[type eq "work"].locality', from: null, to: "London" }];
  await opened.target.write({ kind: "update", type: "user", id: "1", changes: locality }, { signal });
  assert.deepEqual(
    opened.seen.map(({ method, ifMatch }) => [method, ifMatch]),
    [
      ["PATCH", undefined],
      ["GET", undefined],
      ["PATCH", '"7"'],
    ],
  );
});

test("of several requests each goes by the version that the one before made", async () => {
  let version = 1;
  await using opened = await scripted(
    (seen) => read({ etag: `"${String(seen.method === "GET" ? version : ++version)}"` }),
    { patch: { ...dialects.rfc7644, operations: "single", elements: "whole" } },
  );
  const changes = [
    { path: "title", from: "Ms", to: "Countess" },
    { path: 'emails[type eq "work"].value', from: null, to: "ada@x" },
  ];
  await opened.target.write({ kind: "update", type: "user", id: "1", changes }, { signal });
  assert.deepEqual(
    opened.seen.map(({ ifMatch }) => ifMatch),
    [undefined, '"1"', '"2"'],
  );
});

for (const method of ["PATCH", "PUT"] as const) {
  test(`412 to a ${method} is decided anew with what somebody else has written in between`, async () => {
    let version = 1;
    function server(seen: Seen): Answer {
      if (seen.method === "GET")
        return read({ etag: `"${String(version)}"`, more: { nickName: String(version) } });
      // Somebody else is quicker, once.
      if (version === 1) version++;
      return seen.ifMatch === `"${String(version)}"` ? { status: 204 } : { status: 412 };
    }
    await using opened = await scripted(server, {
      patch: { ...dialects.rfc7644, method, elements: "whole" },
    });
    const changes = [{ path: 'emails[type eq "work"].value', from: null, to: "ada@x" }];
    const write = { kind: "update", type: "user", id: "1", changes } as const;
    assert.deepEqual(await opened.target.write(write, { signal }), { kind: "done", id: "1" });
    assert.deepEqual(
      opened.seen.map((seen) => seen.method),
      ["GET", method, "GET", method],
    );
    if (method === "PUT") assert.equal(property(opened.seen.at(-1)?.body, "nickName"), "2");
  });
}

test("a resource that others write to all the time is a matter for later", async () => {
  let version = 1;
  await using opened = await scripted(
    (seen) => (seen.method === "GET" ? read({ etag: `"${String(version++)}"` }) : { status: 412 }),
    put,
  );
  const result = await update(opened.target);
  assert.ok(result.kind === "failed");
  assert.equal(result.failure.transient, true);
  assert.equal(opened.seen.length, 6);
});

test("a version that is refused while it is current is no version, now and later", async () => {
  await using opened = await scripted((seen): Answer => {
    if (seen.method === "GET") return read({ etag: '"7"' });
    return seen.ifMatch === undefined ? { status: 204 } : { status: 412 };
  }, put);
  for (let time = 0; time < 2; time++) assert.equal((await update(opened.target)).kind, "done");
  assert.deepEqual(
    opened.seen.map(({ ifMatch }) => ifMatch ?? null),
    [null, '"7"', null, null, null, null],
  );
});

test("a server that demands a version (428) gets it", async () => {
  await using opened = await scripted((seen): Answer => {
    if (seen.method === "GET") return read({ version: '"7"' });
    return seen.ifMatch === '"7"' ? { status: 204 } : { status: 428 };
  });
  assert.equal((await update(opened.target)).kind, "done");
  assert.deepEqual(
    opened.seen.map(({ method }) => method),
    ["PATCH", "GET", "PATCH"],
  );
});

test("a server that demands a version (428) of a change of members gets it, and a new one after 412", async () => {
  let version = 1;
  await using opened = await scripted((seen): Answer => {
    if (seen.method === "GET") return read({ version: `"${String(version)}"` });
    if (seen.ifMatch === undefined) return { status: 428 };
    // Somebody else is quicker, once.
    if (version === 1) version++;
    return seen.ifMatch === `"${String(version)}"` ? { status: 204 } : { status: 412 };
  });
  const write = { kind: "members", id: "g", add: ["b"], remove: [] } as const;
  assert.deepEqual(await opened.target.write(write, { signal }), { kind: "done", id: "g" });
  assert.deepEqual(
    opened.seen.map(({ method, ifMatch }) => `${method} ${ifMatch ?? ""}`),
    ["PATCH ", "GET ", 'PATCH "1"', "GET ", 'PATCH "2"'],
  );
});

test("a server that demands versions and has none to show is told no more of them", async () => {
  await using opened = await scripted((seen) => (seen.method === "GET" ? read({}) : { status: 428 }));
  const write = { kind: "members", id: "g", add: ["b"], remove: [] } as const;
  assert.equal((await opened.target.write(write, { signal })).kind, "failed");
  assert.equal(opened.seen.length, 3);
});

test("members are put anew where somebody else has written to the group", async () => {
  let members = ["a"];
  let version = 1;
  await using opened = await scripted((seen): Answer => {
    const shown = { id: "g", members: members.map((value) => ({ value })) };
    if (seen.method === "GET") return { status: 200, json: shown, headers: { etag: `"${String(version)}"` } };
    if (version === 1) {
      version++;
      members = ["a", "x"];
    }
    if (seen.ifMatch !== `"${String(version)}"`) return { status: 412 };
    members = (seen.body as { members: readonly { value: string }[] }).members.map(({ value }) => value);
    return { status: 204 };
  }, put);
  const write = { kind: "members", id: "g", add: ["b"], remove: [] } as const;
  assert.deepEqual(await opened.target.write(write, { signal }), { kind: "done", id: "g" });
  assert.deepEqual(members, ["a", "x", "b"]);
});

type Read = {
  readonly etag?: string | undefined;
  readonly version?: string | undefined;
  readonly more?: Readonly<Record<string, string>>;
};

function read({ etag, version, more = {} }: Read): Answer {
  const json = { id: "1", userName: "ada@x", ...more, meta: { version } };
  return { ...(ok(json) as Exclude<Answer, "hangUp">), ...(etag === undefined ? {} : { headers: { etag } }) };
}

async function update(target: Target): Promise<WriteResult> {
  const changes = [{ path: "title", from: "Ms", to: "Countess" }];
  return await target.write({ kind: "update", type: "user", id: "1", changes }, { signal });
}
