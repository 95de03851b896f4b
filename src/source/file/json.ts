import { type Entry, EntryError, isObject, readEntry, show } from "./entry.ts";
import { incomplete } from "./incomplete.ts";

const kinds = { appRoles: "role", users: "user", groups: "group", assignments: "assignment" } as const;

/** A `.json` file whole: `{"users": […], "groups": […], "assignments": […], "appRoles": […]}`. */
export function parseJson(text: string, path: string): readonly Entry[] {
  const cure =
    'Write {"users": […], "groups": […], "assignments": […]}, with "appRoles": […] where there are roles';
  const document = parse(text, path);
  if (!isObject(document)) {
    throw incomplete(path, { what: `it should be an object: got ${show(document)}`, cure });
  }
  const unknown = Object.keys(document).find((key) => !Object.hasOwn(kinds, key));
  if (unknown !== undefined) throw incomplete(path, { what: `unknown key "${unknown}"`, cure });
  if (document["users"] === undefined) throw incomplete(path, { what: 'it has no "users"', cure });

  const entries: Entry[] = [];
  for (const [key, kind] of Object.entries(kinds)) {
    const list = document[key] ?? [];
    if (!Array.isArray(list)) {
      throw incomplete(path, { what: `"${key}" should be a list: got ${show(list)}`, cure });
    }
    list.forEach((value, index) => entries.push(readAt({ path, place: `${key}[${index}]` }, kind, value)));
  }
  return entries;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw incomplete(path, {
      what: `it is cut off or not JSON: ${reason}`,
      cure: "Write the file again; write it under another name and rename it when it is complete",
      cause,
    });
  }
}

function readAt(
  { path, place }: { path: string; place: string },
  kind: Entry["kind"],
  value: unknown,
): Entry {
  try {
    return readEntry(kind, value);
  } catch (cause) {
    if (!(cause instanceof EntryError)) throw cause;
    throw incomplete(path, { what: `${place}: ${cause.message}`, cure: "Correct the entry", cause });
  }
}
