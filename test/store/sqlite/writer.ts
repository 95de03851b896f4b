import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { logEntry, linkTo, operation, outcome, user } from "../fixture.ts";

/** Writes cycles without end into the store it is given, until it is killed. */
const path = process.argv[2] ?? "";
await using store = await openSqliteStore({ path });
const job = store.job("dialpad");
const size = 20;

for (let round = 0; ; round += 1) {
  const ids = Array.from({ length: size }, (_, index) => `${round}-${index}`);
  const read = await job.mirror.begin();
  await job.mirror.save({ records: ids.map((id) => user(id)), watermark: round }, read);
  await job.operations.add(ids.map((id) => operation("user", id)));
  const stored = await job.operations.take({ phase: "users", level: 0, limit: size });
  await job.operations.commit(
    stored.map((one) => outcome(one, { link: linkTo(`t-${one.source.id}`), log: logEntry(one.source.id) })),
  );
  if (round === 0) process.stdout.write("writing\n");
}
