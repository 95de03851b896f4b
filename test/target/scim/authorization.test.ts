import assert from "node:assert/strict";
import { test } from "node:test";
import type { TargetAuth } from "../../../src/config/config.ts";
import { StopError } from "../../../src/rules/stop-error.ts";
import { type Answer, listOf, ok, scripted, type Seen } from "./scripted.ts";

const signal = new AbortController().signal;
const key = { path: "userName", value: "ada" };
const auth: TargetAuth = {
  kind: "clientCredentials",
  tokenUrl: "",
  clientId: "lockstep",
  clientSecret: "s3cret&=",
  scope: "scim",
};

test("client credentials are exchanged once for all requests at the same time", async () => {
  await using opened = await scripted(issueTokens(), { auth });
  await Promise.all([1, 2, 3].map(() => opened.target.find("user", key, { signal })));
  const [first, ...others] = opened.seen;
  assert.equal(first?.path, "/token");
  assert.deepEqual(Object.fromEntries(new URLSearchParams(String(first.body))), {
    grant_type: "client_credentials",
    client_id: "lockstep",
    client_secret: "s3cret&=",
    scope: "scim",
  });
  assert.deepEqual(
    others.map(({ authorization }) => authorization),
    ["Bearer token1", "Bearer token1", "Bearer token1"],
  );
});

test("a token is renewed before it ends", async () => {
  await using opened = await scripted(issueTokens({ expires_in: 0.1 }), { auth });
  await opened.target.find("user", key, { signal });
  await new Promise((resolve) => void setTimeout(resolve, 60));
  await opened.target.find("user", key, { signal });
  assert.equal(opened.seen.at(-1)?.authorization, "Bearer token2");
});

test("a token that is refused is renewed once", async () => {
  const answer = issueTokens();
  await using opened = await scripted(
    (seen, number) => (seen.authorization === "Bearer token1" ? { status: 401 } : answer(seen, number)),
    { auth },
  );
  await opened.target.find("user", key, { signal });
  assert.deepEqual(
    opened.seen.map(({ path, authorization }) => authorization ?? path),
    ["/token", "Bearer token1", "/token", "Bearer token2"],
  );
});

test("a renewed token that is refused as well stops the cycle", async () => {
  const answer = issueTokens();
  await using opened = await scripted(
    (seen, number) => (seen.path === "/token" ? answer(seen, number) : { status: 401 }),
    { auth },
  );
  await assert.rejects(opened.target.find("user", key, { signal }), (error) => {
    assert.ok(error instanceof StopError);
    assert.equal(error.code, "credentials");
    return true;
  });
  assert.equal(opened.seen.length, 4);
});

test("client credentials that are refused stop the cycle with a cure, and are not shown", async () => {
  await using opened = await scripted(
    () => ({ status: 401, json: { error: "invalid_client", error_description: "s3cret&= is wrong" } }),
    { auth },
  );
  await assert.rejects(opened.target.find("user", key, { signal }), (error) => {
    assert.ok(error instanceof StopError);
    assert.equal(error.code, "credentials");
    assert.match(error.message, /invalid_client/);
    assert.match(error.cure, /clientSecret/);
    assert.doesNotMatch(error.message, /s3cret/);
    return true;
  });
});

function issueTokens(extra: Readonly<Record<string, unknown>> = {}): (seen: Seen, number: number) => Answer {
  let issued = 0;
  return (seen) => {
    if (seen.path !== "/token") return listOf([]);
    return ok({ access_token: `token${String(++issued)}`, token_type: "Bearer", expires_in: 3600, ...extra });
  };
}
