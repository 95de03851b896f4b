import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { text } from "../../connect.ts";
import { follow } from "./follow.ts";

const tenant = await follow();
after(() => tenant[Symbol.asyncDispose]());
const { change, round, set, advance, graph } = tenant;
const ids = ["a", "b", "c", "d", "e", "f"];
const chain = "/users/delta?$select=displayName";

beforeEach(async () => {
  await change(
    { kind: "reset" },
    ...ids.map((id) => ({ kind: "createUser", id, properties: { displayName: id } })),
  );
});

function rename(id: string, displayName: string): object {
  return { kind: "updateUser", id, properties: { displayName } };
}

test("duplicates: rows come twice", async () => {
  await set({ delta: { duplicates: 100 } });
  const { rows } = await round(chain);
  assert.deepEqual(rows.map((row) => text(row["id"])).toSorted(), [...ids, ...ids].toSorted());
});

test("shuffled: rows come in any order, the same however often the round is asked for", async () => {
  await set({ delta: { shuffled: true, rowsPerPage: 2 } });
  const { rows } = await round(chain);
  const order = rows.map((row) => text(row["id"]));
  assert.notDeepEqual(order, ids);
  assert.deepEqual(order.toSorted(), ids);
  assert.deepEqual((await round(chain)).rows, rows);
});

test("replays: what an earlier round showed comes again, with the values of then", async () => {
  const first = await round(chain);
  await change(rename("a", "old"), rename("a", "new"));
  const second = await round(first.deltaLink);
  assert.deepEqual(second.rows, [{ id: "a", displayName: "new" }]);
  await set({ delta: { replays: 50 } });
  const { rows } = await round(second.deltaLink, { minimal: true });
  const shown = rows.filter((row) => text(row["id"]) === "a").map((row) => text(row["displayName"]));
  assert.deepEqual(shown.toSorted(), ["a", "new", "old"]);
  assert.equal(rows.length, ids.length + 2);
  await set({ delta: { replays: 2 } });
  assert.equal((await round(second.deltaLink)).rows.length, 2);
});

test("late: a change appears only in the round after the one it belongs to", async () => {
  const first = await round(chain);
  await set({ delta: { late: 100 } });
  await change(rename("a", "once"), rename("a", "twice"));
  const second = await round(first.deltaLink);
  assert.deepEqual(second.rows, []);
  await change(rename("a", "thrice"), rename("b", "late"));
  await set({ delta: { late: 100, replays: 50 } });
  const repeated = (await round(second.deltaLink)).rows.map((row) => text(row["displayName"]));
  assert.equal(repeated.filter((name) => name === "twice").length, 1, "what is late is no replay");
  await set({ delta: { late: 100 } });
  const third = await round(second.deltaLink);
  assert.deepEqual(third.rows, [{ id: "a", displayName: "twice" }]);
  const fourth = await round(third.deltaLink);
  assert.deepEqual(fourth.rows, [
    { id: "a", displayName: "thrice" },
    { id: "b", displayName: "late" },
  ]);
  assert.deepEqual((await round(fourth.deltaLink)).rows, []);
});

test("emptyPages: an empty page with a link comes before the last one", async () => {
  await set({ emptyPages: true });
  const { body } = await graph(chain);
  assert.deepEqual(body["value"], []);
  const { rows, pages, deltaLink } = await round(chain);
  assert.deepEqual([rows.length, pages], [ids.length, 2]);
  assert.equal((await round(deltaLink)).pages, 2);
});

test("an old page token is refused, and the round can begin again at its link", async () => {
  const { deltaLink } = await round(chain);
  await change(rename("a", "A"), rename("b", "B"));
  await set({ delta: { rowsPerPage: 1 } });
  const { body } = await graph(deltaLink);
  await advance(600_001);
  const expired = await graph(text(body["@odata.nextLink"]));
  assert.equal(expired.status, 400);
  assert.equal(expired.body["error"]?.["code"], "Directory_ExpiredPageToken");
  assert.equal((await round(deltaLink)).rows.length, 2);
});

test("resetDelta: every position is answered 410 with the place to begin anew", async () => {
  const query = "$select=displayName&$filter=id eq 'a' or id eq 'b'";
  await set({ delta: { rowsPerPage: 1 } });
  const page = text((await graph(`/users/delta?${query}`)).body["@odata.nextLink"]);
  const { deltaLink } = await round(`/users/delta?${query}`);
  await change({ kind: "resetDelta" });
  for (const link of [page, deltaLink]) {
    const gone = await graph(link);
    assert.equal(gone.status, 410);
    assert.equal(gone.body["error"]?.["code"], "resyncRequired");
    const location = String(gone.headers["location"]);
    assert.match(location, /\$deltatoken=$/);
    const anew = await round(location);
    assert.deepEqual(anew.rows, [
      { id: "a", displayName: "a" },
      { id: "b", displayName: "b" },
    ]);
    assert.equal((await graph(anew.deltaLink)).status, 200);
  }
});

test("resetDelta takes the code that the service gives", async () => {
  const { deltaLink } = await round(chain);
  await change({ kind: "resetDelta", code: "SyncStateNotFound" });
  assert.equal((await graph(deltaLink)).body["error"]?.["code"], "SyncStateNotFound");
});

test("somebody of whom the application may see little is a row of nulls", async () => {
  await set({ limitedInformation: ["a"] });
  const { rows } = await round(`${chain}&$filter=id eq 'a' or id eq 'b'`);
  assert.deepEqual(rows, [
    { id: "a", displayName: null },
    { id: "b", displayName: "b" },
  ]);
});

test("reset: the tenant is empty, its links are unknown; settings, faults and journal are over", async () => {
  const { deltaLink } = await round(chain);
  await set({ permissions: [] });
  await tenant.control("faults", { graph: [{ kind: "status", status: 503 }] });
  await change({ kind: "reset" });
  assert.deepEqual(await tenant.control("journal"), []);
  assert.deepEqual((await round(chain)).rows, []);
  assert.equal((await graph(deltaLink)).body["error"]?.["code"], "syncStateNotFound");
  await change({ kind: "createUser", id: "a", properties: { displayName: "another" } });
  assert.deepEqual((await round(chain)).rows, [{ id: "a", displayName: "another" }]);
});
