import { hostname } from "node:os";
import { leaseMs, type Holder, type Leases } from "../lease.ts";
import type { Connection } from "./connection.ts";
import { integer, text, type Row } from "./row.ts";

const select = "SELECT fence, pid, host, command, since, renewed FROM lease WHERE job = ?1";
const take = `
  INSERT INTO lease (job, fence, pid, host, command, since, renewed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
  ON CONFLICT (job) DO UPDATE SET fence = excluded.fence, pid = excluded.pid, host = excluded.host,
    command = excluded.command, since = excluded.since, renewed = excluded.renewed`;
const renew = "UPDATE lease SET renewed = ?3 WHERE job = ?1 AND fence = ?2 AND pid IS NOT NULL";
const release = "UPDATE lease SET pid = NULL WHERE job = ?1 AND fence = ?2";

/** Leases in the same file as the rows they protect. `isAlive` is asked about processes of this host. */
export function createLeases(connection: Connection, isAlive: (pid: number) => boolean): Leases {
  const { sql } = connection;

  function holderOf(row: Row | undefined): Holder | null {
    if (row === undefined || row["pid"] === null) return null;
    if (Date.now() - integer(row, "renewed") > leaseMs) return null;
    const holder = holderRow(row);
    return holder.host !== hostname() || isAlive(holder.pid) ? holder : null;
  }

  return {
    async acquire(job, holder) {
      return connection.transaction(() => {
        const row = sql(select).get(job);
        const present = holderOf(row);
        if (present !== null) return { kind: "refused", holder: present };
        const fence = row === undefined ? 1 : integer(row, "fence") + 1;
        const { pid, host, command, since } = holder;
        sql(take).run(job, fence, pid, host, command, since.getTime(), Date.now());
        return { kind: "held", lease: { job, fence, holder } };
      });
    },
    async renew({ job, fence }) {
      return connection.transaction(() => sql(renew).run(job, fence, Date.now()).changes === 1);
    },
    async release({ job, fence }) {
      connection.transaction(() => sql(release).run(job, fence));
    },
    async holder(job) {
      return connection.read(() => holderOf(sql(select).get(job)));
    },
  };
}

function holderRow(row: Row): Holder {
  return {
    pid: integer(row, "pid"),
    host: text(row, "host"),
    command: text(row, "command"),
    since: new Date(integer(row, "since")),
  };
}
