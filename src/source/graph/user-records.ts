import type { SourceRecord } from "../../rules/source-record.ts";
import { graphFault, isNotFound, unexpectedBody } from "./graph-fault.ts";
import { isReadable } from "./object-record.ts";
import type { Reading } from "./reading.ts";
import { idOf, isRow, type Row } from "./row.ts";
import { getUsers, readUsers, userAttributes, type UserRow } from "./users.ts";

/** What one read of one user says. */
export type UserRecord = Extract<SourceRecord, { kind: "object" | "unreadable" | "missing" }>;

/** Whether users who are stored keep the manager they have; others are read with theirs where rules ask. */
type Managers = { readonly keepsManagers: boolean };

/** Records of the users that the read has not reported yet. */
export async function userRecords(reading: Reading, rows: readonly Row[]): Promise<readonly UserRecord[]> {
  const users = new Map(rows.map((row) => [identified(row), row]));
  const fresh = [...users].filter(([id]) => !reading.seen.users.has(id)).map(([id, row]) => ({ id, row }));
  return await recordsOf(reading, fresh, reading);
}

/** Direct reads of these users, whoever has reported them before: a record each, in the order asked. */
export async function lookUp(
  reading: Reading,
  ids: readonly string[],
  managers: Managers = { keepsManagers: false },
): Promise<readonly UserRecord[]> {
  const { graph, selection } = reading;
  const answers = await getUsers(graph, ids, { selection, asking: reading.asking(readUsers) });
  const users: UserRow[] = [];
  for (const [index, answer] of answers.entries()) {
    if (answer.status === 200 && isRow(answer.body)) users.push({ id: ids[index] ?? "", row: answer.body });
    else if (!isNotFound(answer)) throw graphFault(answer, readUsers);
  }
  const found = new Map((await recordsOf(reading, users, managers)).map((record) => [record.id, record]));
  return ids.map((id) => {
    const record = found.get(id);
    if (record !== undefined) return record;
    reading.seen.missed.add(id);
    return { kind: "missing", type: "user", id };
  });
}

async function recordsOf(
  reading: Reading,
  users: readonly UserRow[],
  { keepsManagers }: Managers,
): Promise<readonly UserRecord[]> {
  const { graph, selection, known } = reading;
  const readable = users.filter(({ row }) => isReadable(row));
  const ids = readable.map(({ id }) => id);
  const kept = keepsManagers && selection.manager.length > 0 ? await known.managersOf(ids) : new Map();
  const asking = reading.asking(readUsers);
  const attributes = await userAttributes(readable, { graph, selection, asking, kept });
  const stored = await known.which("user", ids);
  return users.map(({ id }) => {
    const isFresh = reading.seen.users.add(id);
    const read = attributes.get(id);
    if (read === undefined) {
      if (isFresh) reading.seen.countUnreadable();
      return { kind: "unreadable", type: "user", id };
    }
    const until =
      reading.doubtedUntil({ isStranger: !stored.has(id) }) ?? (kept.has(id) ? reading.settledAt : null);
    const doubt = until === null ? {} : { doubtedUntil: until };
    return { kind: "object", type: "user", id, state: "active", attributes: read, ...doubt };
  });
}

function identified(row: Row): string {
  const id = idOf(row);
  if (id === undefined) throw unexpectedBody(row, readUsers, "users with an id");
  return id;
}
