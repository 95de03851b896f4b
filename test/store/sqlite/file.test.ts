import assert from "node:assert/strict";
import { readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync, StatementSync } from "node:sqlite";
import { test } from "node:test";
import { Connection } from "../../../src/store/sqlite/connection.ts";
import { migrate, readMigrations } from "../../../src/store/sqlite/migrate.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { databasePath } from "./database.ts";

const umask = process.umask(0);
test.after(() => process.umask(umask));

test("openSqliteStore() creates directory and file, readable by their owner only", async (t) => {
  const path = join(await databasePath(t), "deeper", "lockstep.db");
  await using store = await openSqliteStore({ path });
  await store.job("dialpad").mirror.begin();
  const files = await readdir(dirname(path));
  assert.deepEqual(files.toSorted(), ["lockstep.db", "lockstep.db-shm", "lockstep.db-wal"]);
  for (const file of files) assert.equal((await stat(join(dirname(path), file))).mode & 0o777, 0o600, file);
  assert.equal((await stat(dirname(path))).mode & 0o777, 0o700);
});

test("openSqliteStore() takes the right to read away from everybody else", async (t) => {
  const path = await databasePath(t);
  await writeFile(path, "", { mode: 0o644 });
  await using store = await openSqliteStore({ path });
  await store.jobNames();
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test("openSqliteStore() leaves no side file behind once it is closed", async (t) => {
  const path = await databasePath(t);
  await (await openSqliteStore({ path }))[Symbol.asyncDispose]();
  assert.deepEqual(await readdir(dirname(path)), ["lockstep.db"]);
});

test("openSqliteStore() lets two processes in at once", async (t) => {
  const path = await databasePath(t);
  await using first = await openSqliteStore({ path });
  await using second = await openSqliteStore({ path });
  await first.job("dialpad").mirror.begin();
  assert.deepEqual(await second.jobNames(), ["dialpad"]);
});

test("openSqliteStore() says what is wrong with a file that is no store", async (t) => {
  const path = await databasePath(t);
  const stop = { name: "StopError", code: "store" };
  await writeFile(path, "no database, but rather long for a note ".repeat(100));
  await assert.rejects(openSqliteStore({ path }), { ...stop, message: /it is not a SQLite database/ });
  await assert.rejects(openSqliteStore({ path: dirname(path) }), {
    ...stop,
    message: /Cannot create the store/,
  });
  await assert.rejects(openSqliteStore({ path: join(path, "below") }), {
    ...stop,
    message: /ENOTDIR|EEXIST/,
  });
  const foreign = `${path}.foreign`;
  using database = new DatabaseSync(foreign);
  database.exec("CREATE TABLE invoices (id INTEGER)");
  await assert.rejects(openSqliteStore({ path: foreign }), {
    ...stop,
    message: /another program's database/,
  });
});

test("openSqliteStore() refuses a schema that is newer or not its own, and says the cure", async (t) => {
  const path = await databasePath(t);
  await (await openSqliteStore({ path }))[Symbol.asyncDispose]();
  using database = new DatabaseSync(path);
  database.exec("INSERT INTO migration VALUES (99, '099-later.sql', 'x', '')");
  await assert.rejects(openSqliteStore({ path }), {
    code: "store",
    message: /its schema has version 99: this Lockstep knows 5/,
    cure: /newer Lockstep/,
  });
  database.exec("DELETE FROM migration WHERE version = 99; UPDATE migration SET checksum = 'edited'");
  await assert.rejects(openSqliteStore({ path }), {
    code: "store",
    message: /001-engine.sql is not the one/,
  });
});

test("openSqliteStore() brings a store of any earlier schema forward and keeps what is in it", async (t) => {
  const migrations = readMigrations();
  assert.equal(migrations.length, 5);
  for (const { version } of migrations.slice(0, -1)) {
    const path = await databasePath(t);
    {
      using connection = new Connection(path);
      migrate(connection, path, migrations.slice(0, version));
      connection.script(`
        INSERT INTO job (name, watermark, read_number) VALUES ('dialpad', '7', 3);
        INSERT INTO mirror_body VALUES (1, 'Ada', '{"displayName":"Ada"}'), (2, 'Team', '{}');
        INSERT INTO mirror (job, type, id, state, readable, seen, dirty, body)
        VALUES (1, 'user', 'u1', 'active', 1, 3, 0, 1), (1, 'group', 'g1', 'active', 1, 3, 0, 2);
        INSERT INTO membership VALUES (1, 'g1', 'u1', 'user', 3);
      `);
    }
    await using store = await openSqliteStore({ path });
    const { state, mirror, generated } = store.job("dialpad");
    assert.equal(await state.watermark(), 7);
    assert.equal(await state.targetDescription(), null);
    assert.deepEqual(await state.emptied(), new Map());
    assert.equal(await mirror.begin(), 4);
    assert.deepEqual(await generated.of("user", ["u1"]), new Map());
    const [ada] = await mirror.byIds("user", ["u1"]);
    assert.deepEqual(ada?.object.attributes, { displayName: "Ada" });
    assert.deepEqual(await mirror.nextTurn("user", { limit: 2, doubtedAfter: 0 }), ["u1"]);
    assert.deepEqual((await mirror.lost(4)).groups, [], "its members are not read yet");
    await mirror.save({ records: [{ kind: "members", groupId: "g1", members: [] }] }, 4);
    assert.deepEqual((await mirror.lost(4)).groups, [{ id: "g1", name: "Team", emptied: true }]);
  }
});

test("openSqliteStore() says so when another process keeps the file locked", async (t) => {
  const path = await databasePath(t);
  await using store = await openSqliteStore({ path });
  // The real wait is ten seconds: too long for a test, so SQLite's answer after it is given at once.
  t.mock.method(StatementSync.prototype, "run", () => {
    throw Object.assign(new Error("database is locked"), { errcode: 5 });
  });
  await assert.rejects(store.job("dialpad").mirror.begin(), {
    code: "store",
    message: /another process keeps it locked/,
    cure: /Let the other process finish/,
  });
});
