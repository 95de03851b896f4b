import { DatabaseSync, type StatementSync } from "node:sqlite";
import { storeFailure } from "./failure.ts";

/** One open database file: prepared statements, transactions, and errors that say what to do. */
export class Connection implements Disposable {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string) {
    this.#path = path;
    this.#database = this.#guard(() => new DatabaseSync(path, { timeout: 10_000 }));
    // SQLite's own knows ASCII only.
    this.#database.function("lower", { deterministic: true }, (value) =>
      typeof value === "string" ? value.toLowerCase() : value,
    );
    this.#guard(() => {
      // FULL: a commit that was acknowledged survives a power cut.
      this.#database.exec(`
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA cache_size = -16000;
        PRAGMA wal_autocheckpoint = 10000;
        PRAGMA journal_size_limit = 67108864;
      `);
    });
  }

  /** A statement, prepared once. */
  readonly sql = (statement: string): StatementSync => {
    const known = this.#statements.get(statement);
    if (known !== undefined) return known;
    const prepared = this.#database.prepare(statement);
    this.#statements.set(statement, prepared);
    return prepared;
  };

  /** Runs a script of several statements. */
  script(statements: string): void {
    this.#database.exec(statements);
  }

  read<T>(work: () => T): T {
    return this.#guard(work);
  }

  /** All or nothing; alone among all writers of the file. */
  transaction<T>(work: () => T): T {
    return this.#guard(() => {
      this.sql("BEGIN IMMEDIATE").run();
      try {
        const result = work();
        this.sql("COMMIT").run();
        return result;
      } catch (error) {
        // A full disk has rolled back already.
        if (this.#database.isTransaction) this.sql("ROLLBACK").run();
        throw error;
      }
    });
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeFailure(error, this.#path);
    }
  }
}
