import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { dueIds } from "../fixture.ts";
import { databasePath } from "./database.ts";

const writer = fileURLToPath(new URL("writer.ts", import.meta.url));
const size = 20;
const kills = 12;

test("the store survives kill -9 at any moment: each commit is there whole or not at all", async (t) => {
  const path = await databasePath(t);
  for (let kill = 0; kill < kills; kill += 1) {
    const child = spawn(process.execPath, [writer, path], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    await setTimeout(Math.random() * 60);
    child.kill("SIGKILL");
    await once(child, "exit");
    await checkStore(path);
    await clearStore(path);
  }
});

async function checkStore(path: string): Promise<void> {
  {
    using database = new DatabaseSync(path);
    assert.deepEqual({ ...database.prepare("PRAGMA integrity_check").get() }, { integrity_check: "ok" });
  }
  await using store = await openSqliteStore({ path });
  const job = store.job("dialpad");
  const links = (await job.links.counts()).users;
  const logged = (await Array.fromAsync(job.log.search({}))).length;
  const planned = (await Array.fromAsync(job.operations.list())).length;
  const read = Number(await job.state.watermark()) + 1;
  const due = await job.mirror.countDue({ type: "user", all: true, now: new Date() });
  assert.equal(links % size, 0, "a commit of outcomes is whole");
  assert.equal(logged, links, "link and log entry come together");
  assert.ok(planned === 0 || planned === size, "a plan is added whole");
  assert.equal(due.linked + due.unlinked + planned, read * size, "a page comes with its watermark");
  assert.ok(read * size - links <= size, "nothing that was acknowledged is lost");
  const sent = await job.operations.recover();
  assert.ok(sent.length === 0 || sent.length === size, "a batch is marked as sent whole");
  assert.equal((await dueIds(job, "user")).length, read * size - links, "what has no outcome is due");
}

/** The writer counts its rounds from 0. */
async function clearStore(path: string): Promise<void> {
  using database = new DatabaseSync(path);
  database.exec(
    "DELETE FROM link; DELETE FROM log; DELETE FROM mirror; DELETE FROM mirror_body; DELETE FROM job",
  );
}
