import { property } from "../../../../src/rules/attribute-path.ts";
import type { BulkLimits } from "../../../../src/rules/target-capabilities.ts";
import type { ObjectWrite, Write, MemberWriteResult } from "../../../../src/target/target.ts";
import { type Answer, type Scripted, scripted, type Seen } from "../scripted.ts";

/** An operation of a bulk request as it came in, and what came of it. */
export type Operated = {
  readonly method: string;
  readonly path: string;
  readonly bulkId: string;
  readonly status: number;
  readonly id: string | null;
};

export type BulkServer = Scripted & {
  /** User names by id. */
  readonly users: Map<string, string>;
  /** How many operations each bulk request had. */
  readonly bulks: readonly number[];
  /** Writes that came as requests of their own, as `POST /Users`. */
  readonly singles: () => readonly string[];
};

export type BulkServerOptions = Partial<BulkLimits> & {
  /** The answer to a whole bulk request, before anything of it is carried out; null: as usual. */
  readonly refuse?: (operations: readonly unknown[], body: unknown) => Answer | null;
  /** The answer after all of it is carried out; null: as usual. */
  readonly answer?: (operated: readonly Operated[]) => Answer | null;
  /** One row of the answer; the standard's unless given. */
  readonly row?: (operated: Operated) => unknown;
  /** The status for a write to a name or id, in bulk or alone; null: as usual. */
  readonly status?: (wanted: { method: string; name: string; bulk: boolean }) => number | null;
};

/** A small server with users and `/Bulk`, and the target before it, which knows of its limits. */
export async function openBulkServer(options: BulkServerOptions = {}): Promise<BulkServer> {
  const { maxOperations = 10, maxPayloadBytes = 100_000 } = options;
  const users = new Map<string, string>();
  const bulks: number[] = [];
  let lastId = 0;

  function carryOut(wanted: { method: string; path: string; data: unknown; bulk: boolean }) {
    const { method, path, data, bulk } = wanted;
    const id = path.split("/")[2] ?? null;
    const userName = property(data, "userName");
    const name = typeof userName === "string" ? userName : (id ?? "");
    const status = options.status?.({ method, name, bulk }) ?? null;
    if (status !== null) return { status, id };
    if (method === "POST") {
      if ([...users.values()].includes(name)) return { status: 409, id: null };
      const made = `u${String(++lastId)}`;
      users.set(made, name);
      return { status: 201, id: made };
    }
    if (id === null || !users.has(id)) return { status: 404, id };
    if (method === "DELETE") users.delete(id);
    return { status: method === "DELETE" ? 204 : 200, id };
  }

  function bulkAnswer(body: unknown): Answer {
    const operations = property(body, "Operations") as readonly unknown[];
    bulks.push(operations.length);
    const refused = options.refuse?.(operations, body) ?? null;
    if (refused !== null) return refused;
    const operated = operations.map((operation): Operated => {
      const [method, path, bulkId] = ["method", "path", "bulkId"].map((name) =>
        String(property(operation, name)),
      );
      const about = { method: method ?? "", path: path ?? "", bulkId: bulkId ?? "" };
      return { ...about, ...carryOut({ ...about, data: property(operation, "data"), bulk: true }) };
    });
    const given = options.answer?.(operated) ?? null;
    return given ?? { status: 200, json: { Operations: operated.map(options.row ?? standardRow) } };
  }

  function found({ path, query }: Seen): Answer {
    const id = path.split("/")[3];
    const all = [...users].map(([key, userName]) => ({ id: key, userName }));
    if (path.endsWith("/ServiceProviderConfig")) {
      const bulk = { supported: true, maxOperations, maxPayloadSize: maxPayloadBytes };
      return { status: 200, json: { patch: { supported: true }, bulk } };
    }
    if (!path.startsWith("/scim/Users")) return { status: 404 };
    if (id !== undefined) return { status: users.has(id) ? 200 : 404, json: { id, userName: users.get(id) } };
    const wanted = /^userName eq "(.*)"$/.exec(query.get("filter") ?? "")?.[1];
    const start = Number(query.get("startIndex") ?? 1) - 1;
    const hits = all.filter(({ userName }) => wanted === undefined || userName === wanted);
    const page = hits.slice(start, start + Number(query.get("count") ?? 100));
    return { status: 200, json: { totalResults: hits.length, Resources: page } };
  }

  function answer(seen: Seen): Answer {
    const { method, path, body } = seen;
    const below = path.replace("/scim", "");
    if (below === "/Bulk") return bulkAnswer(body);
    if (method === "GET") return found(seen);
    const { status, id } = carryOut({ method, path: below, data: body, bulk: false });
    return { status, json: status < 300 ? { id } : { detail: "refused alone" } };
  }

  const opened = await scripted(answer);
  const capabilities = { bulk: { maxOperations, maxPayloadBytes } };
  opened.target.assume({ schema: null, capabilities, learned: {} });
  return {
    ...opened,
    users,
    bulks,
    singles: () =>
      opened.seen
        .filter(({ method, path }) => method !== "GET" && !path.endsWith("/Bulk"))
        .map(({ method, path }) => `${method} ${path.replace("/scim", "")}`),
  };
}

/** As RFC 7644 section 3.7.3 has it. */
export function standardRow({ method, path, bulkId, status, id }: Operated): unknown {
  const location = `https://elsewhere.example/v2${path}${method === "POST" ? `/${String(id)}` : ""}`;
  const response = status < 300 ? {} : { response: { status: String(status), detail: "refused in bulk" } };
  return { method, bulkId, status: String(status), ...(status < 300 ? { location } : {}), ...response };
}

export function creates(count: number, prefix = "user"): readonly ObjectWrite[] {
  return Array.from({ length: count }, (_, index) => create(`${prefix}${String(index)}`));
}

export function create(userName: string): ObjectWrite {
  return { kind: "create", type: "user", changes: [{ path: "userName", from: null, to: userName }] };
}

export function update(id: string, title = "Boss"): ObjectWrite {
  return { kind: "update", type: "user", id, changes: [{ path: "title", from: null, to: title }] };
}

export function remove(id: string): ObjectWrite {
  return { kind: "delete", type: "user", id };
}

const { signal } = new AbortController();

/** All at once, as a cycle does it. */
export function writeAll(
  { target }: Pick<BulkServer, "target">,
  writes: readonly Write[],
): Promise<readonly MemberWriteResult[]> {
  return Promise.all(
    writes.map((write) =>
      write.kind === "members" ? target.write(write, { signal }) : target.write(write, { signal }),
    ),
  );
}
