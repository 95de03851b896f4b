import assert from "node:assert/strict";
import { test } from "node:test";
import { dialects } from "../../../../src/config/profiles/patch-choices.ts";
import type { PatchBody, PatchOperation } from "../../../../src/target/scim/patch/patch-body.ts";
import type { ResolvedChange, Target, WriteResult } from "../../../../src/target/target.ts";
import { type Answer, ok, scripted, type Seen } from "../scripted.ts";

const signal = new AbortController().signal;
const home = { type: "home", value: "h@x" };
const work: ResolvedChange = { path: 'emails[type eq "work"].value', from: null, to: "w@x" };
const homeChanged: ResolvedChange = { path: 'emails[type eq "home"].value', from: "h@x", to: "new@x" };
const noTarget: Answer = { status: 400, json: { scimType: "noTarget" } };

test("a filtered path that is refused because nothing is there is an element added whole, also the next time", async () => {
  await using opened = await scripted(
    (seen) => (isSaid(seen, ({ path }) => path === work.path) ? noTarget : ok({ id: "1", emails: [home] })),
    { patch: dialects.entra },
  );
  for (let time = 0; time < 2; time++) assert.equal((await update(opened.target, [work])).kind, "done");
  const whole = { op: "Add", path: "emails", value: [{ type: "work", value: "w@x" }] };
  assert.deepEqual(said(opened.seen), [
    [{ op: "Add", path: work.path, value: "w@x" }],
    "GET",
    [whole],
    [whole],
  ]);
});

test("a server without filters in paths gets whole lists, also the next time", async () => {
  await using opened = await scripted((seen) =>
    isSaid(seen, ({ path = "" }) => path.includes("[")) ? { status: 400 } : ok({ id: "1", emails: [home] }),
  );
  for (let time = 0; time < 2; time++)
    assert.equal((await update(opened.target, [homeChanged])).kind, "done");
  const whole = [{ op: "replace", path: "emails", value: [{ type: "home", value: "new@x" }] }];
  const filtered = [{ op: "replace", path: homeChanged.path, value: "new@x" }];
  assert.deepEqual(said(opened.seen), [filtered, "GET", whole, "GET", whole]);
});

test("a list in which the server has values of its own is not written whole instead", async () => {
  const phoneNumbers = [
    { type: "Dialpad", value: "+1" },
    { type: "work", value: "+2" },
  ];
  const office = { path: 'phoneNumbers[type eq "work"].value', from: "+2", to: "+3" };
  await using opened = await scripted(
    (seen) =>
      isSaid(seen, ({ path = "" }) => path.includes("["))
        ? { status: 400, json: { detail: "no filters" } }
        : ok({ id: "1", emails: [home], phoneNumbers }),
    { serverAssigned: ['phoneNumbers[type eq "Dialpad"]'] },
  );
  const filtered = [{ op: "replace", path: office.path, value: "+3" }];
  const result = await update(opened.target, [office]);
  assert.ok(result.kind === "failed");
  assert.match(result.failure.message, /no filters/);
  assert.match(result.failure.cure ?? "", /values that the application assigns/);
  // Nor once other lists have taught that filters are not understood.
  assert.equal((await update(opened.target, [homeChanged])).kind, "done");
  assert.equal((await update(opened.target, [office])).kind, "failed");
  const again = { kind: "update", type: "user", id: "1", changes: [office], again: true } as const;
  assert.equal((await opened.target.write(again, { signal })).kind, "failed");
  assert.deepEqual(said(opened.seen).slice(0, 2), [filtered, "GET"]);
  assert.ok(!JSON.stringify(said(opened.seen)).includes('"path":"phoneNumbers"'));
});

test("what a changed resource needed once says nothing of the server", async () => {
  let emails = [home];
  await using opened = await scripted((seen) => {
    if (seen.method === "GET") return ok({ id: "1", emails });
    return emails.length === 0 && isSaid(seen, ({ path = "" }) => path.includes("["))
      ? noTarget
      : { status: 204 };
  });
  emails = [];
  assert.equal((await update(opened.target, [homeChanged])).kind, "done");
  assert.deepEqual(opened.target.learned, {});
  assert.deepEqual(said(opened.seen).at(-1), [
    { op: "add", path: "emails", value: [{ type: "home", value: "new@x" }] },
  ]);
});

test("the removal of what is not there is done without a further request", async () => {
  await using opened = await scripted((seen) => (seen.method === "GET" ? ok({ id: "1" }) : noTarget));
  const gone = { path: "title", from: "Ms", to: null };
  assert.equal((await update(opened.target, [gone])).kind, "done");
  assert.deepEqual(said(opened.seen), [[{ op: "remove", path: "title" }], "GET"]);
});

test("of several requests none that was accepted is sent a second time", async () => {
  await using opened = await scripted(
    (seen) =>
      isSaid(seen, ({ path = "" }) => path.includes("[")) ? { status: 400 } : ok({ id: "1", emails: [home] }),
    { patch: { ...dialects.rfc7644, operations: "single" } },
  );
  const added = { path: "roles", from: null, to: [{ value: "a" }], adds: true } as const;
  assert.equal((await update(opened.target, [added, homeChanged])).kind, "done");
  const roles = [{ op: "add", path: "roles", value: [{ value: "a" }] }];
  assert.deepEqual(said(opened.seen), [
    roles,
    [{ op: "replace", path: homeChanged.path, value: "new@x" }],
    "GET",
    [{ op: "replace", path: "emails", value: [{ type: "home", value: "new@x" }] }],
  ]);
});

test("what was confirmed and not done is said in other words", async () => {
  await using opened = await scripted((seen) =>
    seen.method === "GET" ? ok({ id: "1", emails: [home] }) : { status: 204 },
  );
  const title = { path: "title", from: null, to: "Countess" };
  const given = { path: "name.givenName", from: null, to: "Ada" };
  assert.equal((await update(opened.target, [title, given, homeChanged], { again: true })).kind, "done");
  assert.deepEqual(said(opened.seen), [
    "GET",
    [{ op: "replace", value: { title: "Countess", "name.givenName": "Ada" } }],
    [{ op: "replace", path: "emails", value: [{ type: "home", value: "new@x" }] }],
  ]);
});

test("an update whose resource is gone when it is looked at is gone", async () => {
  await using opened = await scripted((seen) => (seen.method === "GET" ? { status: 404 } : { status: 204 }));
  const locality = { path: 'addresses[type eq "work"].locality', from: null, to: "London" };
  assert.deepEqual(await update(opened.target, [locality]), { kind: "gone" });
  assert.deepEqual(said(opened.seen), ["GET"]);
});

async function update(
  target: Target,
  changes: readonly ResolvedChange[],
  around: { again?: true } = {},
): Promise<WriteResult> {
  return await target.write({ kind: "update", type: "user", id: "1", changes, ...around }, { signal });
}

function isSaid(seen: Seen, isIt: (operation: PatchOperation) => boolean): boolean {
  return seen.method === "PATCH" && (seen.body as PatchBody).Operations.some(isIt);
}

function said(seen: readonly Seen[]): readonly (string | readonly PatchOperation[])[] {
  return seen.map(({ method, body }) => (method === "GET" ? method : (body as PatchBody).Operations));
}
