import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { StopError } from "../../rules/stop-error.ts";
import type { Connection } from "./connection.ts";
import { integer, text, type Row } from "./row.ts";

export type Migration = {
  readonly version: number;
  readonly name: string;
  readonly script: string;
  readonly checksum: string;
};

const directory = new URL("migrations/", import.meta.url);
const createJournal = `
  CREATE TABLE migration (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied TEXT NOT NULL
  ) STRICT`;

/** The schema, step by step: `NNN-name.sql` in the order of their numbers. */
export function readMigrations(): readonly Migration[] {
  const files = readdirSync(directory).filter((file) => file.endsWith(".sql"));
  return files.toSorted().map((file) => {
    const script = readFileSync(new URL(file, directory), "utf8");
    const checksum = createHash("sha256").update(script).digest("hex");
    return { version: Number.parseInt(file, 10), name: file, script, checksum };
  });
}

/** Brings the database forward to the newest schema, in one commit; never back. */
export function migrate(connection: Connection, path: string, migrations: readonly Migration[]): void {
  connection.transaction(() => {
    const applied = readJournal(connection, path);
    checkJournal(applied, path, migrations);
    for (const migration of migrations.slice(applied.length)) {
      connection.script(migration.script);
      const { version, name, checksum } = migration;
      connection
        .sql("INSERT INTO migration (version, name, checksum, applied) VALUES (?1, ?2, ?3, ?4)")
        .run(version, name, checksum, new Date().toISOString());
    }
  });
}

function readJournal(connection: Connection, path: string): readonly Row[] {
  const tables = connection.sql("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.length === 0) connection.script(createJournal);
  else if (!tables.some((table) => text(table, "name") === "migration")) {
    throw new StopError("store", `Cannot use ${path} as the store as it is another program's database`, {
      cure: "Give `store:` in lockstep.yaml a file of its own",
    });
  }
  return connection.sql("SELECT version, name, checksum FROM migration ORDER BY version").all();
}

function checkJournal(applied: readonly Row[], path: string, migrations: readonly Migration[]): void {
  for (const [index, row] of applied.entries()) {
    const version = integer(row, "version");
    const migration = migrations[index];
    if (migration === undefined) {
      throw new StopError(
        "store",
        `Cannot use the store ${path} as its schema has version ${version}: this Lockstep knows ${migrations.length}`,
        { cure: "Run the newer Lockstep that wrote it, or restore the backup made before the upgrade" },
      );
    }
    if (migration.version !== version || migration.checksum !== text(row, "checksum")) {
      throw new StopError(
        "store",
        `Cannot use the store ${path} as its schema step ${text(row, "name")} is not the one this Lockstep has`,
        { cure: "Run the Lockstep that wrote the store; its schema files must not be edited" },
      );
    }
  }
}
