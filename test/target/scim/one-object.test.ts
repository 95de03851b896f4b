import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../src/http/clock.ts";
import type { Target } from "../../../src/target/target.ts";
import { type Answer, listOf, ok, scripted, type Scripted, type Seen } from "./scripted.ts";

const signal = new AbortController().signal;
const good = { id: "1", userName: "good" };
const page = "<!DOCTYPE html><title>Rejected</title>";

const badReads: Readonly<Record<string, Answer>> = {
  "a gateway's 504": { status: 504, text: "<html>Gateway Time-out</html>" },
  "a dropped connection": "hangUp",
  "200 without an id": ok({ error: "not found" }),
  "a redirect": { status: 302, headers: { location: "/login" } },
};

for (const [what, bad] of Object.entries(badReads)) {
  test(`read() fails for one object alone after ${what}`, async () => {
    await using opened = await open((seen) => (isBad(seen) ? bad : usual(seen)));
    const { target } = opened;
    await target.read("user", "1", { signal });
    await assert.rejects(target.read("group", "bad", { signal, members: true }), (error: unknown) => {
      assert.ok(error instanceof Error && error.name === "TargetError", String(error));
      return true;
    });
    assert.equal(opened.seen.filter(isCollection).length, 1);
  });
}

test("find() fails for one value alone that a firewall refuses", async () => {
  await using opened = await open((seen) => (isBad(seen) ? { status: 302 } : usual(seen)));
  const key = { path: "userName", value: "bad" };
  await assert.rejects(opened.target.find("user", key, { signal }), { name: "TargetError" });
});

test("write() fails for one account alone that we may not change, or that is locked for long", async () => {
  for (const bad of [{ status: 401 }, { status: 423, headers: { "retry-after": "3600" } }]) {
    await using opened = await open((seen) => (isBad(seen) ? bad : usual(seen)));
    assert.equal((await rename(opened.target, "bad")).kind, "failed");
    assert.equal((await rename(opened.target, "1")).kind, "done");
  }
});

test("write() does not know of a create that a web page answers", async () => {
  await using opened = await open((seen) => (isBad(seen) ? { status: 200, text: page } : usual(seen)));
  assert.equal((await create(opened.target, "bad")).kind, "unknown");
  assert.equal((await create(opened.target, "good")).kind, "done");
});

test("a request about one object stops where the collection does not answer either", async () => {
  const refusals: readonly (readonly [Answer, string])[] = [
    [{ status: 401 }, "credentials"],
    [{ status: 302 }, "notScim"],
    [{ status: 503 }, "unreachable"],
    ["hangUp", "unreachable"],
  ];
  for (const [all, code] of refusals) {
    await using opened = await open(() => all);
    const stops = { name: "StopError", code };
    await assert.rejects(opened.target.read("user", "1", { signal }), stops);
    assert.equal(opened.seen.filter(isCollection).length, 1, "asked once");
  }
});

test("what many different objects in a row bring about stops, what one brings about again and again does not", async () => {
  await using opened = await open((seen) => (isCollection(seen) ? usual(seen) : { status: 401 }));
  const { target } = opened;
  for (let time = 0; time < 20; time += 1) assert.equal((await rename(target, "same")).kind, "failed");
  for (let number = 1; number < 10; number += 1) {
    assert.equal((await rename(target, String(number))).kind, "failed");
  }
  await assert.rejects(rename(target, "one more"), { name: "StopError", code: "credentials" });
});

function open(answer: (seen: Seen) => Answer): Promise<Scripted> {
  return scripted(answer, { clock: { ...systemClock, sleep: () => Promise.resolve() } });
}

function usual(seen: Seen): Answer {
  return isCollection(seen) ? listOf([good]) : ok(good);
}

function isBad({ path, query, body }: Seen): boolean {
  return `${path} ${String(query.get("filter"))} ${JSON.stringify(body)}`.includes("bad");
}

function isCollection({ method, path }: Seen): boolean {
  return method === "GET" && /\/(Users|Groups)$/.test(path);
}

function rename(target: Target, id: string): ReturnType<Target["write"]> {
  const changes = [{ path: "title", from: "a", to: "b" }];
  return target.write({ kind: "update", type: "user", id, changes }, { signal });
}

function create(target: Target, name: string): ReturnType<Target["write"]> {
  const changes = [{ path: "userName", from: null, to: name }];
  return target.write({ kind: "create", type: "user", changes }, { signal });
}
