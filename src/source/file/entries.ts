import { type FileHandle, open } from "node:fs/promises";
import { extname } from "node:path";
import type { Entry } from "./entry.ts";
import { incomplete } from "./incomplete.ts";
import { parseJson } from "./json.ts";
import { parseNdjson } from "./ndjson.ts";

const chunkSize = 64 * 1024;

/**
 * Everything the file says, in its order and in handy portions. Throws unless the file stayed as it was to
 * the end.
 */
export async function* readEntries(
  path: string,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<readonly Entry[], void, undefined> {
  await using file = await openFile(path);
  const before = await revisionOf(file);
  if (extname(path).toLowerCase() === ".ndjson") {
    yield* parseNdjson(textOf(file, { path, signal }), path);
  } else {
    yield parseJson(await wholeTextOf(file, { path, signal }), path);
  }
  if ((await revisionOf(file)) !== before) {
    throw incomplete(path, {
      what: "it was written to while it was read",
      cure: "Write the file under another name and rename it when it is complete",
    });
  }
}

/** Tells one state of the file from another. */
export async function fileRevision(path: string): Promise<string> {
  await using file = await openFile(path);
  return await revisionOf(file);
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw incomplete(path, {
      what: missing ? "there is no such file" : reason,
      cure: "Check source.path and that the file may be read; a relative path is relative to the job file",
      cause,
    });
  }
}

async function revisionOf(file: FileHandle): Promise<string> {
  const { dev, ino, size, mtimeNs } = await file.stat({ bigint: true });
  return [dev, ino, size, mtimeNs].join(":");
}

async function wholeTextOf(
  file: FileHandle,
  { path, signal }: { path: string; signal: AbortSignal },
): Promise<string> {
  const parts: string[] = [];
  for await (const part of textOf(file, { path, signal })) parts.push(part);
  try {
    return parts.join("");
  } catch (cause) {
    throw incomplete(path, { what: "it is too large for a .json file", cure: "Write it as .ndjson", cause });
  }
}

/** The text in chunks. UTF-8 and nothing else, a byte order mark is dropped. */
async function* textOf(
  file: FileHandle,
  { path, signal }: { path: string; signal: AbortSignal },
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const buffer = Buffer.allocUnsafe(chunkSize);
  let empty = true;
  while (true) {
    signal.throwIfAborted();
    const bytesRead = await readChunk(file, { path, buffer });
    const text = decode(decoder, { bytes: buffer.subarray(0, bytesRead), path });
    empty &&= text.trim() === "";
    if (text !== "") yield text;
    if (bytesRead === 0) break;
  }
  if (empty) throw incomplete(path, { what: "it is empty", cure: "Write the file again" });
}

async function readChunk(
  file: FileHandle,
  { path, buffer }: { path: string; buffer: Buffer },
): Promise<number> {
  try {
    return (await file.read(buffer, 0, buffer.length)).bytesRead;
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw incomplete(path, { what, cure: "Check that source.path is a file that may be read", cause });
  }
}

function decode(decoder: TextDecoder, { bytes, path }: { bytes: Buffer; path: string }): string {
  try {
    return decoder.decode(bytes, { stream: bytes.length > 0 });
  } catch (cause) {
    throw incomplete(path, { what: "it is not UTF-8", cure: "Write the file in UTF-8", cause });
  }
}
