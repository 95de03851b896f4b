import type { Store } from "../store.ts";
import { Connection } from "./connection.ts";
import { createCycles } from "./cycles.ts";
import { prepareDatabaseFile } from "./database-file.ts";
import { createGenerated } from "./generated.ts";
import { createJobContext } from "./job-context.ts";
import { createJobState } from "./job-state.ts";
import { createLeases } from "./leases.ts";
import { createLinks } from "./links.ts";
import { createListing } from "./listing.ts";
import { createLog } from "./log.ts";
import { createMembers } from "./members.ts";
import { migrate, readMigrations } from "./migrate.ts";
import { createMirror } from "./mirror.ts";
import { createOperations } from "./operations.ts";
import { text } from "./row.ts";

export type SqliteOptions = {
  readonly path: string;
  /** The clock of links and cycles; leases always use real time. */
  readonly now?: () => Date;
  /** Whether a process of this host exists; unasked, everybody lives until the lease runs out. */
  readonly isAlive?: (pid: number) => boolean;
};

/** Opens the store in one file, which is created, and brought to the newest schema, where needed. */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const { path, now = () => new Date(), isAlive = () => true } = options;
  prepareDatabaseFile(path);
  using opening = new DisposableStack();
  const connection = opening.use(new Connection(path));
  migrate(connection, path, readMigrations());
  opening.move();
  return {
    leases: createLeases(connection, isAlive),
    async jobNames() {
      return connection.read(() =>
        connection
          .sql("SELECT name FROM job ORDER BY name")
          .all()
          .map((row) => text(row, "name")),
      );
    },
    job(name, access) {
      const context = createJobContext(connection, name, { lease: access?.lease ?? null, now });
      return {
        state: createJobState(context),
        mirror: createMirror(context),
        links: createLinks(context),
        listing: createListing(context),
        operations: createOperations(context),
        members: createMembers(context),
        generated: createGenerated(context),
        cycles: createCycles(context),
        log: createLog(context),
      };
    },
    async [Symbol.asyncDispose]() {
      connection[Symbol.dispose]();
    },
  };
}
