import { randomBytes } from "node:crypto";
import type { Quirks } from "./quirks.ts";

export type Row = { id: string; [attribute: string]: unknown };
export type Kind = "Users" | "Groups";

/** What the server holds, whatever it says. */
export type Rows = Readonly<Record<Kind, Map<string, Row>>>;

export function createRows(): Rows {
  return { Users: new Map(), Groups: new Map() };
}

export function newId(
  { ids }: Quirks,
  { rows, kind, values }: { rows: Rows; kind: Kind; values: Omit<Row, "id"> },
): string {
  switch (ids) {
    case "userName":
      return String(kind === "Users" ? values["userName"] : values["externalId"]);
    case "integers":
      return String(Math.max(0, ...[...rows[kind].keys()].map(Number)) + 1);
    case "slashes":
      return `${kind}/${String(rows[kind].size + 1)}?x=%41&y#z @é`;
    case undefined:
    default:
      return randomBytes(16).toString("hex");
  }
}

/** Who else has the name; of groups the name is nobody's alone. */
export function holderOf(quirks: Quirks, rows: Rows, row: Omit<Row, "id"> & { id?: string }): Row | null {
  const name = spelled(quirks, row["userName"]);
  for (const other of rows.Users.values()) {
    if (other.id !== row.id && spelled(quirks, other["userName"]) === name) return other;
  }
  return null;
}

function spelled({ uniqueByCase }: Quirks, name: unknown): string {
  return uniqueByCase === true ? String(name) : String(name).toLowerCase();
}

/** Takes it out, and, unless the server forgets that, out of all groups. */
export function removeRow({ deadMembers }: Quirks, rows: Rows, [kind, id]: readonly [Kind, string]): void {
  rows[kind].delete(id);
  if (deadMembers === true) return;
  for (const group of rows.Groups.values()) {
    group["members"] = membersOf(group).filter(({ value }) => value !== id);
  }
}

export type Member = { readonly value: string };

export function membersOf(group: Row): readonly Member[] {
  return (group["members"] ?? []) as readonly Member[];
}
