import assert from "node:assert/strict";
import { test } from "node:test";
import type { Target } from "../../../src/target/target.ts";
import { type Answer, listOf, ok, scripted } from "./scripted.ts";

const discovered = ok({
  patch: { supported: true },
  bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 },
  filter: { supported: true, maxResults: 200 },
  etag: { supported: true },
});

test("check() of a healthy target says what it can do", async () => {
  await using opened = await scripted((seen) =>
    seen.path.endsWith("/ServiceProviderConfig") ? discovered : listOf([]),
  );
  const abilities =
    "change single attributes (PATCH), take up to 1,000 writes a request (bulk), " +
    "refuse a write to what has changed (ETag), list up to 200 objects a page";
  assert.deepEqual(await steps(opened.target), [
    ["Target answers", true, opened.target.identity],
    ["Target accepts the credentials", true, "The token is accepted"],
    ["Target finds a user by userName", true, "A value that nobody has gives an empty list"],
    ["Target can", true, abilities],
  ]);
});

test("check() does without discovery", async () => {
  await using opened = await scripted((seen): Answer =>
    seen.query.has("filter") ? listOf([]) : { status: 404 },
  );
  const found = await steps(opened.target);
  assert.deepEqual(
    found.map(([, well]) => well),
    [true, true, true, true],
  );
  assert.equal(found.at(-1)?.[2], "change single attributes (PATCH), take one write a request (no bulk)");
});

test("check() says so where there are no groups, and what helps", async () => {
  for (const status of [404, 501]) {
    await using opened = await scripted((seen) =>
      seen.path.endsWith("/Groups")
        ? { status }
        : seen.path.endsWith("/Users")
          ? listOf([])
          : { status: 404 },
    );
    const last = (await steps(opened.target, { groups: true })).at(-1);
    assert.deepEqual(last, ["Target has groups", false, "It answers /Groups as if there were no such thing"]);
    assert.equal((await steps(opened.target)).length, 4);
  }
  await using opened = await scripted(() => listOf([], 7));
  const last = (await steps(opened.target, { groups: true })).at(-1);
  assert.deepEqual(last, ["Target has groups", true, "It says that it has 7"]);
});

test("check() says that the right to groups is missing", async () => {
  await using opened = await scripted((seen) =>
    seen.path.endsWith("/Groups") ? { status: 403 } : listOf([]),
  );
  const last = (await steps(opened.target, { groups: true })).at(-1);
  assert.deepEqual(last?.slice(0, 2), ["Target has groups", false]);
  assert.match(last?.[2] ?? "", /answered 403/);
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
  const found = (await steps(opened.target)).find(([name]) => name.startsWith("Target finds"));
  assert.equal(found?.[1], true);
  assert.match(found[2], /^The filter is ignored/);
});

async function steps(
  target: Target,
  { groups = false }: { groups?: boolean } = {},
): Promise<readonly (readonly [string, boolean, string])[]> {
  const { signal } = new AbortController();
  const checks = await Array.fromAsync(target.check({ type: "user", path: "userName", groups }, { signal }));
  for (const { ok: well, cure } of checks) assert.equal(cure === null, well);
  return checks.map(({ name, ok: well, details }) => [name, well, details]);
}
