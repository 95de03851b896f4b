import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileSource } from "../../../src/source/file/file-source.ts";
import type { Source } from "../../../src/source/source.ts";

export type Folder = AsyncDisposable & {
  /** Writes a file and opens it as a source: text as it is, a list as lines, anything else as JSON. */
  source(name: string, content: unknown, reads?: Reads): Promise<Source>;
  path(name: string): string;
};

/** What the job's rules ask about. */
type Reads = { readonly groups?: readonly string[]; readonly roles?: boolean };

/** A folder that is gone with the test. */
export async function makeFolder(): Promise<Folder> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-file-source-"));

  function path(name: string): string {
    return join(folder, name);
  }

  return {
    path,
    async source(name, content, { groups = [], roles = false } = {}) {
      await writeFile(path(name), written(content));
      const user = { relations: roles ? (["roles"] as const) : [] };
      const rules = { groupsRead: groups, user, group: null };
      return createFileSource({ config: { type: "file", path: path(name) }, rules });
    },
    [Symbol.asyncDispose]: async () => await rm(folder, { recursive: true }),
  };
}

function written(content: unknown): string | Uint8Array {
  if (typeof content === "string" || content instanceof Uint8Array) return content;
  if (Array.isArray(content)) return content.map((line) => `${JSON.stringify(line)}\n`).join("");
  return JSON.stringify(content);
}
