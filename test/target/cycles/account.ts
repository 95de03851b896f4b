export const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** A user of an application as JSON. */
export type Account = { readonly [attribute: string]: unknown };

export function enterpriseOf(account: Account): Account {
  return recordOf(account[enterprise]);
}

export function elementsOf(account: Account, attribute: string): readonly Account[] {
  const list = account[attribute];
  return Array.isArray(list) ? list.map(recordOf) : [];
}

/** Null for what is not there, whatever the server says in its place. */
export function textOf(container: unknown, name: string): string | null {
  const value = recordOf(container)[name];
  return typeof value === "string" && value !== "" ? value : null;
}

function recordOf(value: unknown): Account {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
