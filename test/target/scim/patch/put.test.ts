import assert from "node:assert/strict";
import { test } from "node:test";
import { dialects } from "../../../../src/config/profiles/patch-choices.ts";
import { property } from "../../../../src/rules/attribute-path.ts";
import type { ResolvedChange } from "../../../../src/target/target.ts";
import { type Answer, ok, scripted, type Seen } from "../scripted.ts";
import { enterprise } from "./random-user.ts";

const signal = new AbortController().signal;
const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const title: ResolvedChange = { path: "title", from: "Ms", to: "Countess" };

/** What a server says of a user, as far as anybody maps it and otherwise. */
const ada = {
  schemas: [core],
  id: "1",
  userName: "ada@x",
  title: "Ms",
  nickName: null,
  emails: [{ type: "work", value: "ada@x", display: null }],
  groups: [{ value: "g" }],
  "urn:example:crew": { deck: "A", berth: 7 },
  meta: { resourceType: "User", version: 'W/"1"' },
};

test("put sends the resource as it was read, with the changes and without what is the server's own", async () => {
  await using opened = await scripted((seen) => (seen.method === "GET" ? ok(ada) : { status: 200 }), {
    patch: dialects.put,
  });
  const changes = [
    title,
    { path: 'emails[type eq "home"].value', from: null, to: "home@x" },
    { path: `${enterprise}:department`, from: null, to: "Engines" },
  ];
  const result = await opened.target.write({ kind: "update", type: "user", id: "1", changes }, { signal });
  assert.deepEqual(result, { kind: "done", id: "1" });
  assert.deepEqual(requestsOf(opened.seen), ["GET /scim/Users/1", "PUT /scim/Users/1"]);
  assert.deepEqual(opened.seen.at(-1)?.body, {
    schemas: [core, enterprise],
    id: "1",
    userName: "ada@x",
    title: "Countess",
    emails: [
      { type: "work", value: "ada@x" },
      { type: "home", value: "home@x" },
    ],
    "urn:example:crew": { deck: "A", berth: 7 },
    [enterprise]: { department: "Engines" },
  });
});

test("put adds to a list what is to be added, and says nothing of an old manager in the new one", async () => {
  const extension = { manager: { value: "7", displayName: "Bob" } };
  const user = { ...ada, roles: [{ value: "User" }], [enterprise]: extension };
  await using opened = await scripted((seen) => (seen.method === "GET" ? ok(user) : ok({})), {
    patch: dialects.put,
  });
  const changes = [
    { path: "roles", from: null, to: [{ value: "Admin" }], adds: true },
    { path: `${enterprise}:manager`, from: "7", to: "8" },
  ] as const;
  await opened.target.write({ kind: "update", type: "user", id: "1", changes }, { signal });
  const sent = opened.seen.at(-1)?.body;
  assert.deepEqual(property(sent, "roles"), [{ value: "User" }, { value: "Admin" }]);
  assert.deepEqual(property(sent, enterprise), { manager: { value: "8" } });
});

test("what the server assigns is in no PUT and in no list", async () => {
  const own = { type: "Dialpad", value: "+1" };
  const users = [[own, { type: "work", value: "+2" }], [own]];
  const serverAssigned = ['phoneNumbers[type eq "Dialpad"]'];
  for (const patch of [dialects.put, { ...dialects.rfc7644, elements: "whole" } as const]) {
    for (const phoneNumbers of users) {
      await using opened = await scripted(
        (seen) => ok(seen.method === "GET" ? { ...ada, phoneNumbers } : {}),
        {
          patch,
          serverAssigned,
        },
      );
      const mobile = { path: 'phoneNumbers[type eq "mobile"].value', from: null, to: "+3" };
      await opened.target.write({ kind: "update", type: "user", id: "1", changes: [mobile] }, { signal });
      const sent = JSON.stringify(opened.seen.at(-1)?.body);
      assert.ok(sent.includes("+3") && !sent.includes("Dialpad"), sent);
    }
  }
});

test("put sends nothing where the resource is as it should be", async () => {
  await using opened = await scripted(() => ok(ada), { patch: dialects.put });
  const there = [{ ...title, to: "Ms" }];
  const write = { kind: "update", type: "user", id: "1", changes: there } as const;
  assert.deepEqual(await opened.target.write(write, { signal }), { kind: "done", id: "1" });
  assert.deepEqual(requestsOf(opened.seen), ["GET /scim/Users/1"]);
});

test("put of what is not there is gone", async () => {
  await using opened = await scripted(() => ({ status: 404 }), { patch: dialects.put });
  const write = { kind: "update", type: "user", id: "1", changes: [title] } as const;
  assert.deepEqual(await opened.target.write(write, { signal }), { kind: "gone" });
});

test("put whose answer is lost is unknown and not sent again", async () => {
  await using opened = await scripted((seen) => (seen.method === "GET" ? ok(ada) : "hangUp"), {
    patch: dialects.put,
  });
  const write = { kind: "update", type: "user", id: "1", changes: [title] } as const;
  assert.equal((await opened.target.write(write, { signal })).kind, "unknown");
  assert.equal(opened.seen.filter(({ method }) => method === "PUT").length, 1);
});

test("put of a group carries all its members", async () => {
  const group = { id: "g", displayName: "Old", members: [{ value: "a", display: "Ada" }, { value: "b" }] };
  await using opened = await scripted((seen) => (seen.method === "GET" ? ok(group) : ok({})), {
    patch: dialects.put,
  });
  const changes = [{ path: "displayName", from: "Old", to: "New" }];
  await opened.target.write({ kind: "update", type: "group", id: "g", changes }, { signal });
  assert.equal(opened.seen[0]?.query.get("excludedAttributes"), null);
  assert.deepEqual(opened.seen.at(-1)?.body, {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    id: "g",
    displayName: "New",
    members: group.members,
  });
});

test("members are put with those that are there", async () => {
  const group = { id: "g", displayName: "All", members: [{ value: "a", display: "Ada" }, { value: "b" }] };
  await using opened = await scripted((seen) => (seen.method === "GET" ? ok(group) : ok({})), {
    patch: dialects.put,
  });
  const write = { kind: "members", id: "g", add: ["b", "c"], remove: ["x"] } as const;
  assert.deepEqual(await opened.target.write(write, { signal }), { kind: "done", id: "g" });
  assert.deepEqual(opened.seen.at(-1)?.body, {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    id: "g",
    displayName: "All",
    members: [{ value: "a", display: "Ada" }, { value: "b" }, { value: "c" }],
  });
  const nothing = { kind: "members", id: "g", add: ["a"], remove: ["x"] } as const;
  assert.deepEqual(await opened.target.write(nothing, { signal }), { kind: "done", id: "g" });
  assert.deepEqual(requestsOf(opened.seen), [
    "GET /scim/Groups/g",
    "PUT /scim/Groups/g",
    "GET /scim/Groups/g",
  ]);
});

test("one member that is refused keeps no other from being put", async () => {
  const server = groupServer({ members: ["a"] });
  await using opened = await scripted(
    (seen) => (JSON.stringify(seen.body).includes('"bad"') ? { status: 400 } : server.answer(seen)),
    { patch: dialects.put },
  );
  const write = { kind: "members", id: "g", add: ["b", "bad", "c"], remove: ["a"] } as const;
  const result = await opened.target.write(write, { signal });
  assert.ok(result.kind === "partial");
  assert.deepEqual(result.refused, ["bad"]);
  assert.deepEqual(server.members().toSorted(), ["b", "c"]);
});

test("a group whose members nobody sees is not put, and says so", async () => {
  await using opened = await scripted(() => ok({ id: "g", displayName: "All" }), { patch: dialects.put });
  const write = { kind: "members", id: "g", add: ["a"], remove: [] } as const;
  const result = await opened.target.write(write, { signal });
  assert.ok(result.kind === "failed");
  assert.match(result.failure.message, /shows no members/);
  const changes = [{ path: "displayName", from: "All", to: "New" }];
  const rename = await opened.target.write({ kind: "update", type: "group", id: "g", changes }, { signal });
  assert.equal(rename.kind, "failed");
  assert.deepEqual(
    opened.seen.filter(({ method }) => method !== "GET"),
    [],
  );
});

test("a group is known to be empty where it was made just now, or where others show members", async () => {
  const server = groupServer({ members: [] });
  await using opened = await scripted(server.answer, { patch: dialects.put });
  const { target, seen } = opened;
  const changes = [{ path: "displayName", from: null, to: "All" }];
  assert.deepEqual(await target.write({ kind: "create", type: "group", changes }, { signal }), {
    kind: "done",
    id: "g",
  });
  const first = { kind: "members", id: "g", add: ["a"], remove: [] } as const;
  assert.equal((await target.write(first, { signal })).kind, "done");
  const last = { kind: "members", id: "g", add: [], remove: ["a"] } as const;
  assert.equal((await target.write(last, { signal })).kind, "done");
  // The server leaves empty lists out; that it shows members it has shown.
  assert.equal((await target.write(first, { signal })).kind, "done");
  assert.deepEqual(server.members(), ["a"]);
  assert.equal(seen.filter(({ query }) => query.has("attributes")).length, 1);
});

test("a group whose members are shown only when asked for is put with them", async () => {
  const server = groupServer({ members: ["a"], onRequest: true });
  await using opened = await scripted(server.answer, { patch: dialects.put });
  for (const add of ["b", "c"]) {
    const write = { kind: "members", id: "g", add: [add], remove: [] } as const;
    assert.equal((await opened.target.write(write, { signal })).kind, "done");
  }
  const changes = [{ path: "displayName", from: "All", to: "New" }];
  await opened.target.write({ kind: "update", type: "group", id: "g", changes }, { signal });
  assert.deepEqual(server.members(), ["a", "b", "c"]);
  const read = await opened.target.read("group", "g", { signal, members: true });
  assert.deepEqual(read?.attributes["members"], [{ value: "a" }, { value: "b" }, { value: "c" }]);
});

test("an answer about members that is no resource does not make a group empty", async () => {
  const shown = { id: "h", displayName: "Shown", members: [{ value: "a" }] };
  await using opened = await scripted(
    ({ path, query }) => {
      if (path.endsWith("/h")) return ok(shown);
      return query.has("attributes") ? ok({}) : ok({ id: "g", displayName: "All" });
    },
    { patch: dialects.put },
  );
  await opened.target.read("group", "h", { signal, members: true });
  const write = { kind: "members", id: "g", add: ["b"], remove: [] } as const;
  assert.equal((await opened.target.write(write, { signal })).kind, "failed");
  const read = await opened.target.read("group", "g", { signal, members: true });
  assert.equal(read?.attributes["members"], undefined);
});

/** One group behind PUT; `onRequest`: members are shown to who asks for them (RFC 7643 section 7). */
function groupServer(settings: { members: readonly string[]; onRequest?: boolean }): {
  answer: (seen: Seen) => Answer;
  members: () => readonly string[];
} {
  let members = settings.members;
  function answer({ method, body, query }: Seen): Answer {
    if (method === "PUT") {
      members = ((body as { members?: readonly { value: string }[] }).members ?? []).map(
        ({ value }) => value,
      );
    }
    const isShown =
      members.length > 0 && (settings.onRequest !== true || query.get("attributes") === "members");
    const shown = isShown ? { members: members.map((value) => ({ value })) } : {};
    return { status: method === "POST" ? 201 : 200, json: { id: "g", displayName: "All", ...shown } };
  }
  return { answer, members: () => members };
}

function requestsOf(seen: readonly Seen[]): readonly string[] {
  return seen.map(({ method, path }) => `${method} ${path}`);
}
