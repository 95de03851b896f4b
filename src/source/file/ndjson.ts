import { type Entry, EntryError, isObject, readEntry, show } from "./entry.ts";
import { incomplete } from "./incomplete.ts";

/** A group of a million members is a line of 40 million characters; longer ones are no lines. */
const maxLineLength = 256 * 1024 * 1024;
const lineForm = 'one {"user":…}, {"group":…}, {"assignment":…} or {"role":…} a line';
const endForm = 'a last line {"end":{"users":n,"groups":n,"assignments":n}}';

/**
 * The entries of an `.ndjson` file, those of one chunk of text at a time. Ends well only after the end line,
 * alone and last.
 */
export async function* parseNdjson(
  chunks: AsyncIterable<string>,
  path: string,
): AsyncGenerator<readonly Entry[], void, undefined> {
  let number = 0;
  let ended = false;
  for await (const lines of linesOf(chunks, path)) {
    const entries: Entry[] = [];
    for (const line of lines) {
      number += 1;
      if (line.trim() === "") continue;
      if (ended) {
        const what = `line ${number}: there is more after the end line`;
        throw incomplete(path, { what, cure: `Write ${endForm} once, at the end` });
      }
      const entry = readLine(line, { path, number });
      ended = entry.kind === "end";
      entries.push(entry);
    }
    yield entries;
  }
  if (!ended) {
    const what = `it is cut off: the end line is missing after line ${number}`;
    throw incomplete(path, { what, cure: `Write the file again, with ${endForm}` });
  }
}

/** Complete lines as the chunks bring them. */
async function* linesOf(
  chunks: AsyncIterable<string>,
  path: string,
): AsyncGenerator<readonly string[], void> {
  // A long line arrives in many chunks: they are joined once.
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const lines = chunk.split("\n");
    const rest = lines.pop() ?? "";
    if (lines.length > 0) {
      lines[0] = parts.join("") + lines[0];
      parts = [];
      length = 0;
      yield lines;
    }
    parts.push(rest);
    length += rest.length;
    if (length > maxLineLength) {
      throw incomplete(path, { what: "it has no line breaks", cure: `Write ${lineForm}, or name it .json` });
    }
  }
  yield [parts.join("")];
}

function readLine(line: string, { path, number }: { path: string; number: number }): Entry {
  try {
    const value: unknown = JSON.parse(line);
    const [key, ...others] = isObject(value) ? Object.keys(value) : [];
    if (!isObject(value) || !isKind(key) || others.length > 0) {
      throw new EntryError(`it should be ${lineForm}: got ${show(value)}`);
    }
    return readEntry(key, value[key]);
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      const what = `line ${number}: it is cut off or not JSON: ${cause.message}`;
      throw incomplete(path, { what, cure: `Write the file again: ${lineForm}, and ${endForm}`, cause });
    }
    if (!(cause instanceof EntryError)) throw cause;
    throw incomplete(path, { what: `line ${number}: ${cause.message}`, cure: "Correct the line", cause });
  }
}

function isKind(key: string | undefined): key is Entry["kind"] {
  return ["user", "group", "assignment", "role", "end"].some((kind) => kind === key);
}
