import assert from "node:assert/strict";
import { test } from "node:test";
import type { Target } from "../../../src/target/target.ts";
import { type Answer, listOf, ok, scripted } from "./scripted.ts";

const discovered = ok({ patch: { supported: true }, filter: { supported: true } });

test("check() of a healthy target says what it supports", async () => {
  await using opened = await scripted((seen) =>
    seen.path.endsWith("/ServiceProviderConfig") ? discovered : listOf([]),
  );
  assert.deepEqual(await steps(opened.target), [
    ["Target answers", true, `${opened.target.identity} says that it supports patch, filter`],
    ["Target accepts the credentials", true, "The token is accepted"],
    ["Target finds a user by userName", true, "A value that nobody has gives an empty list"],
  ]);
});

test("check() does without discovery", async () => {
  await using opened = await scripted((seen): Answer =>
    seen.query.has("filter") ? listOf([]) : { status: 404 },
  );
  assert.deepEqual(
    (await steps(opened.target)).map(([, well]) => well),
    [true, true, true],
  );
});

test("check() ends where the target does not answer as a SCIM server would", async () => {
  await using opened = await scripted(() => ({
    status: 302,
    headers: { location: "https://login.example.com" },
  }));
  const [first, ...more] = await steps(opened.target);
  assert.deepEqual(first?.slice(0, 2), ["Target answers", false]);
  assert.deepEqual(more, []);
});

test("check() tells a rejected token from a target that is not there", async () => {
  await using opened = await scripted(() => ({ status: 401 }));
  const found = await steps(opened.target);
  assert.deepEqual(
    found.map(([name, well]) => [name, well]),
    [
      ["Target answers", true],
      ["Target accepts the credentials", false],
    ],
  );
});

test("check() names a web page where a list should be", async () => {
  await using opened = await scripted(() => ({ status: 200, text: "<html>" }));
  const last = (await steps(opened.target)).at(-1);
  assert.equal(last?.[1], false);
  assert.match(last[2], /a web page/);
});

test("check() says so where the filter is ignored", async () => {
  await using opened = await scripted(() => listOf([{ id: "1", userName: "ada" }]));
  const last = (await steps(opened.target)).at(-1);
  assert.equal(last?.[1], true);
  assert.match(last[2], /^The filter is ignored/);
});

async function steps(target: Target): Promise<readonly (readonly [string, boolean, string])[]> {
  const { signal } = new AbortController();
  const checks = await Array.fromAsync(target.check({ type: "user", path: "userName" }, { signal }));
  for (const { ok: well, cure } of checks) assert.equal(cure === null, well);
  return checks.map(({ name, ok: well, details }) => [name, well, details]);
}
