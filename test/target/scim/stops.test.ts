import assert from "node:assert/strict";
import { test } from "node:test";
import type { TargetAuth } from "../../../src/config/config.ts";
import { type StopCode, StopError } from "../../../src/rules/stop-error.ts";
import { openTarget } from "./open-scimmy.ts";
import { type Answer, listOf, ok, scripted } from "./scripted.ts";

const signal = new AbortController().signal;
const key = { path: "userName", value: "ada" };
const webPage = "<!DOCTYPE html><title>Sign in</title>";

const noScim: Readonly<Record<string, Answer>> = {
  "a web page": { status: 200, text: webPage },
  "an empty body": { status: 200, text: "" },
  "text that is no JSON": { status: 200, text: "OK" },
  "a JSON object with status": ok({ status: "fine" }),
  "an empty JSON object": ok({}),
  "a JSON array": ok([{ id: "1" }]),
  "a JSON object with Resources": ok({ Resources: [{ userName: "ada" }] }),
  "a redirect \\(302\\) to https://login.example.com": {
    status: 302,
    headers: { location: "https://login.example.com/?session=1" },
  },
  "a JSON object with error with status 404": { status: 404, json: { error: "no route" } },
};

for (const [shape, answer] of Object.entries(noScim)) {
  test(`find() and list() stop at ${shape}`, async () => {
    await using opened = await scripted(() => answer);
    await assertStops(opened.target.find("user", key, { signal }), "notScim", new RegExp(`got ${shape}`));
    await assertStops(opened.target.list("user", { signal }).next(), "notScim", new RegExp(`got ${shape}`));
  });
}

test("read() and a create stop at a web page", async () => {
  await using opened = await scripted(() => ({ status: 200, text: webPage }));
  await assertStops(opened.target.read("user", "1", { signal }), "notScim", /a web page/);
  const changes = [{ path: "userName", from: null, to: "ada" }];
  const write = opened.target.write({ kind: "create", type: "user", changes }, { signal });
  await assertStops(write, "notScim", /a web page/);
});

test("find() stops where the token is rejected, and does not show it", async () => {
  await using opened = await scripted(() => ({
    status: 401,
    json: { detail: "token s3cret has expired" },
  }));
  const error = await assertStops(opened.target.find("user", key, { signal }), "credentials", /has expired/);
  assert.match(error.cure, /target\.auth\.token/);
  assert.doesNotMatch(error.message + error.cure, /s3cret/);
  assert.equal(opened.seen.length, 1);
});

test("find() stops where reading is forbidden", async () => {
  await using opened = await scripted(() => ({ status: 403, json: { detail: "admins only" } }));
  await assertStops(opened.target.find("user", key, { signal }), "permission", /admins only/);
});

test("every question stops where nobody is there", async () => {
  const gone = await scripted(() => listOf([]));
  await gone[Symbol.asyncDispose]();
  const auth: TargetAuth = { kind: "token", token: "t", expires: null };
  const { target, close } = openTarget({ url: gone.target.identity, auth });
  await assertStops(target.find("user", key, { signal }), "unreachable", /connection refused/);
  await close();
});

test("a request stops where the target asks for more quiet than a cycle has time for", async () => {
  await using opened = await scripted(() => ({ status: 429, headers: { "retry-after": "3600" } }));
  const error = await assertStops(opened.target.find("user", key, { signal }), "unreachable", /60 minutes/);
  assert.match(error.cure, /rateLimit/);
  assert.equal(opened.seen.length, 1);
});

async function assertStops(asked: Promise<unknown>, code: StopCode, message: RegExp): Promise<StopError> {
  const error: unknown = await asked.then(
    () => assert.fail("no error"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof StopError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, message);
  assert.notEqual(error.cure, "");
  return error;
}
