import type { StatementSync } from "node:sqlite";
import { StopError } from "../../rules/stop-error.ts";
import type { Lease } from "../lease.ts";
import type { Connection } from "./connection.ts";
import { integer, text } from "./row.ts";

/** One job's rows while a port's method works on them. */
export type JobTables = {
  /** 0, which no row has, for a job without state. */
  readonly job: number;
  readonly sql: (statement: string) => StatementSync;
};

/** How the ports of one job reach the database. */
export type JobContext = {
  readonly name: string;
  readonly now: () => Date;
  read<T>(work: (tables: JobTables) => T): T;
  /** One commit, refused when the lease is lost. */
  write<T>(work: (tables: JobTables) => T): T;
};

export function createJobContext(
  connection: Connection,
  name: string,
  options: { lease: Lease | null; now: () => Date },
): JobContext {
  const { sql } = connection;

  function find(): number {
    const row = sql("SELECT id FROM job WHERE name = ?1").get(name);
    return row === undefined ? 0 : integer(row, "id");
  }

  function findOrCreate(): number {
    const known = find();
    if (known !== 0) return known;
    return Number(sql("INSERT INTO job (name) VALUES (?1)").run(name).lastInsertRowid);
  }

  return {
    name,
    now: options.now,
    read: (work) => connection.read(() => work({ job: find(), sql })),
    write: (work) =>
      connection.transaction(() => {
        if (options.lease !== null) checkLease(sql, options.lease);
        return work({ job: findOrCreate(), sql });
      }),
  };
}

function checkLease(sql: JobTables["sql"], lease: Lease): void {
  const row = sql("SELECT fence, pid, host, command FROM lease WHERE job = ?1").get(lease.job);
  if (row !== undefined && row["fence"] === lease.fence && row["pid"] !== null) return;
  const holder =
    row === undefined || row["pid"] === null
      ? "it was released"
      : `\`${text(row, "command")}\` (process ${integer(row, "pid")} on ${text(row, "host")}) has it now`;
  throw new StopError("leaseLost", `Cannot write to job ${lease.job} as its lease is lost: ${holder}`, {
    cure: "Nothing was written after the loss; let the other process finish, then run the cycle again",
  });
}
