import type { Exchange } from "../../servers/recorder.ts";
import type { Recording } from "./record.ts";

export type Content = {
  readonly recordings: readonly Recording[];
  /** More to say, by title. */
  readonly notes: Readonly<Record<string, string>>;
};

/** Recordings as a page that people read. */
export function goldenFile(about: string, { recordings, notes }: Content): string {
  const sections = recordings.map(({ title, says, exchanges, names }) => {
    const note = notes[title];
    const explained = note === undefined ? says : `${says}\n${note}`;
    const shown = exchanges.map((each) => exchangeText(each, names));
    return `## ${title}\n\n${explained}\n\n${shown.join("\n\n")}\n`;
  });
  return `${about.trim()}\n\n${sections.join("\n")}`;
}

function exchangeText(exchange: Exchange, names: ReadonlyMap<string, string>): string {
  const { method, path, ifMatch, body, status } = exchange;
  const lines = [`${method} ${decodeURIComponent(path)}`];
  if (ifMatch !== null) lines.push(`If-Match: <version>`);
  if (body !== null) lines.push("", written(body));
  const request = named(lines.join("\n"), names);
  return `\`\`\`http\n${request}\n\`\`\`\n\n→ ${String(status)}${named(answerText(exchange), names)}`;
}

/** What is in the answer, in a few words. */
function answerText({ answer }: Exchange): string {
  if (typeof answer !== "object" || answer === null) return "";
  const { id, totalResults, detail, scimType } = answer as Record<string, unknown>;
  if (typeof totalResults === "number")
    return `, ${totalResults === 0 ? "nobody" : `${String(totalResults)} found`}`;
  if (typeof id === "string") return `, the resource ${id}`;
  if (typeof detail === "string")
    return `, ${[scimType, detail].filter((part) => typeof part === "string").join(": ")}`;
  return "";
}

const columns = 100;

/** JSON in which everything that fits into a line is on one. */
function written(value: unknown, indent = ""): string {
  const flat = JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, " ");
  if (indent.length + flat.length <= columns || typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${written(item, inner)}`);
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).map(
    ([name, member]) => `${inner}${JSON.stringify(name)}: ${written(member, inner)}`,
  );
  return `{\n${members.join(",\n")}\n${indent}}`;
}

/** Ids are made up anew each time: here they are what their resource is called. */
function named(text: string, names: ReadonlyMap<string, string>): string {
  return [...names].reduce((current, [id, name]) => current.replaceAll(id, `<id of ${name}>`), text);
}
