import { type Answer, failure } from "./answer.ts";
import type { Quirks } from "./quirks.ts";
import { membersOf, type Row, type Rows } from "./rows.ts";

/** The refusal of what a resource would hold; null where it may. */
export function refusalOf(quirks: Quirks, row: Omit<Row, "id">, rows: Rows): Answer | null {
  if (quirks.strictBooleans === true && typeof row["active"] === "string") {
    return invalid(quirks, "active: expected a boolean");
  }
  if (quirks.refusesNames !== undefined && String(row["userName"]).includes(quirks.refusesNames)) {
    return invalid(quirks, "The name is not allowed");
  }
  const unknown = membersOf({ id: "", ...row }).find(({ value }) => !isKnown(rows, value));
  if (quirks.refusesUnknownMembers === true && unknown !== undefined) {
    return invalid(quirks, `Member ${unknown.value} does not exist`);
  }
  return null;
}

/** What is kept of a resource. `strict`: text that means a boolean becomes one, as sound servers do. */
export function kept<R extends Omit<Row, "id">>(quirks: Quirks, row: R): R {
  const values: Record<string, unknown> = { ...row };
  for (const name of quirks.drops ?? []) delete values[name];
  if (typeof values["active"] === "string") values["active"] = values["active"].toLowerCase() === "true";
  if (quirks.booleansAsText === true) values["active"] = values["active"] === false ? "False" : "True";
  if (quirks.normalises === true && Array.isArray(values["emails"])) {
    values["emails"] = values["emails"].map((email: { value: string }) => {
      return { ...email, value: email.value.toLowerCase() };
    });
  }
  return values as R;
}

function isKnown(rows: Rows, id: string): boolean {
  return rows.Users.has(id) || rows.Groups.has(id);
}

function invalid(quirks: Quirks, detail: string): Answer {
  return failure(quirks, 400, { type: "invalidValue", detail });
}
