import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { storeContract } from "./contract.ts";

storeContract({
  name: "SQLite",
  async database(t) {
    const directory = await mkdtemp(join(tmpdir(), "lockstep-store-"));
    const opened = new AsyncDisposableStack();
    t.after(async () => {
      await opened.disposeAsync();
      await rm(directory, { recursive: true });
    });
    return async (options) =>
      opened.use(await openSqliteStore({ path: join(directory, "lockstep.db"), ...options }));
  },
});
