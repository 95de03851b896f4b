import { type Answer, failure, notFound, taken } from "./answer.ts";
import { filterRows } from "./filter.ts";
import { pageOf } from "./page.ts";
import { isRow, patched } from "./patch.ts";
import type { Quirks } from "./quirks.ts";
import { holderOf, type Kind, newId, removeRow, type Row, type Rows } from "./rows.ts";
import { kept, refusalOf } from "./values.ts";

/** The server's memory beside its rows. */
export type Memory = { quirks: Quirks; readonly rows: Rows; raced: boolean; number: number };

export type Request = {
  readonly method: string;
  readonly kind: Kind;
  readonly id: string | null;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** What precedes the kind in the path. */
  readonly base: string;
  /** Gives other requests their turn. */
  readonly turn: () => Promise<void>;
};

/** Carries a request out; `drop` for no answer. */
export async function carryOut(memory: Memory, request: Request): Promise<Answer | "drop"> {
  const { quirks, rows } = memory;
  const { method, kind, id } = request;
  if (kind === "Groups" && quirks.withoutGroups !== undefined) {
    return failure(quirks, quirks.withoutGroups, { detail: "There are no groups here" });
  }
  if (id === null) return method === "POST" ? create(memory, request) : list(memory, request);
  const row = rows[kind].get(id);
  if (row === undefined) return notFound(quirks, id);
  switch (method) {
    case "PATCH":
      return patch(memory, request, row);
    case "PUT":
      return save(memory, kind, { ...(request.body as Row), id });
    case "DELETE":
      removeRow(quirks, rows, [kind, id]);
      return { status: 204 };
    default:
      return { status: 200, body: shown(quirks, kind, [row, request.query]) };
  }
}

function list(memory: Memory, { kind, query }: Request): Answer | "drop" {
  const { quirks, rows, number } = memory;
  const filter = query.get("filter");
  const all = [...rows[kind].values()];
  const found = filter === null ? ({ kind: "rows", rows: all } as const) : filterRows(quirks, all, filter);
  if (found.kind === "drop") return "drop";
  if (found.kind === "refused") {
    return failure(quirks, found.status, { type: "invalidFilter", detail: "The filter is not understood" });
  }
  const visible = found.rows.map((row) => shown(quirks, kind, [row, query]));
  if (quirks.brokenRow === true && filter === null && visible.length > 0)
    visible.splice(1, 0, { userName: "nobody" } as never);
  const page = pageOf(quirks, visible, { query, number });
  switch (page) {
    case "drop":
      return "drop";
    case "tooMany":
      return failure(quirks, 400, { type: "invalidCount", detail: "count is too large" });
    case "invalidCursor":
    case "expiredCursor":
      return failure(quirks, 400, { type: page, detail: "The cursor is not good" });
    default:
      return page;
  }
}

/** A row as it is answered: a broken one is there for everybody to see. */
function shown(quirks: Quirks, kind: Kind, [row, query]: readonly [Row, URLSearchParams]): Row {
  const { members, ...others } = row;
  const wanted = kind === "Groups" && query.get("excludedAttributes") !== "members";
  const seen: Row = wanted && quirks.hidesMembers !== true ? { ...others, members: members ?? [] } : others;
  return quirks.ids === "integers" ? { ...seen, id: Number(row.id) as never } : seen;
}

function create(memory: Memory, { kind, body, base }: Request): Answer {
  const { quirks, rows } = memory;
  const values = body as Omit<Row, "id">;
  const refusal = refusalOf(quirks, values, rows);
  if (refusal !== null) return refusal;
  if (kind === "Users") {
    const name = String(values["userName"]);
    if (quirks.losesCreateRace === true && !memory.raced) {
      memory.raced = true;
      rows.Users.set("stranger", { id: "stranger", userName: name, active: true });
    }
    const isReserved = quirks.reservedNames?.includes(name) === true;
    if (isReserved || holderOf(quirks, rows, values) !== null) return taken(quirks, { byPatch: false });
  }
  const id = newId(quirks, { rows, kind, values });
  const row = kept<Row>(quirks, { ...values, id });
  rows[kind].set(id, row);
  return created(quirks, shown(quirks, kind, [row, new URLSearchParams()]), `${base}/${kind}`);
}

function created(
  { createWithoutId, createWithoutBody, location }: Quirks,
  row: Row,
  collection: string,
): Answer {
  if (createWithoutBody === true) return { status: 201 };
  const { id, ...others } = row;
  if (createWithoutId === true) {
    return { status: 201, body: others, headers: { location: `${collection}/undefined` } };
  }
  const path = `${collection}/${encodeURIComponent(id)}`;
  switch (location) {
    case "none":
      return { status: 201, body: row };
    case "elsewhere":
      return { status: 201, body: { ...row, meta: { location: `http://elsewhere.example/v2${path}` } } };
    case "relative":
    case undefined:
    default:
      return { status: 201, body: { ...row, meta: { location: path } }, headers: { location: path } };
  }
}

async function patch(memory: Memory, request: Request, before: Row): Promise<Answer | "drop"> {
  const { quirks, rows } = memory;
  const { kind, turn } = request;
  if (quirks.withoutPatch === true) return failure(quirks, 501, { detail: "PATCH is not implemented" });
  if (quirks.failsAtSlash === true && before.id.includes("/"))
    return failure(quirks, 500, { detail: "Oops" });
  const { Operations } = request.body as { Operations: Parameters<typeof patched>[2] };
  if (quirks.lostUpdates === true) for (let turns = 0; turns < 5; turns += 1) await turn();
  const base = quirks.lostUpdates === true ? before : (rows[kind].get(before.id) ?? before);
  const after = patched(quirks, base, Operations);
  if (!isRow(after)) return after;
  if (quirks.ignoresPatch === true) return patchAnswer(quirks, shown(quirks, kind, [base, request.query]));
  return save(memory, kind, after);
}

function save({ quirks, rows }: Memory, kind: Kind, after: Row): Answer {
  const refusal = refusalOf(quirks, after, rows);
  if (refusal !== null) return refusal;
  if (kind === "Users" && holderOf(quirks, rows, after) !== null) return taken(quirks, { byPatch: true });
  const row = kept(quirks, after);
  rows[kind].set(row.id, row);
  return patchAnswer(quirks, shown(quirks, kind, [row, new URLSearchParams()]));
}

function patchAnswer({ patchAnswer: form }: Quirks, row: Row): Answer {
  switch (form) {
    case "nothing":
      return { status: 204 };
    case "empty":
      return { status: 200 };
    case "part":
      return { status: 200, body: { id: row.id, schemas: row["schemas"] } };
    case "text":
      return { status: 200, body: "OK" };
    case "resource":
    case undefined:
    default:
      return { status: 200, body: row };
  }
}
