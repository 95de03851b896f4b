import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

const script = new URL("../../src/lockstep.ts", import.meta.url).pathname;

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs the program for real, in a process of its own. */
export async function lockstep(
  words: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly input?: string;
    /** Presses Ctrl-C when stdout shows this. */
    readonly interruptAt?: RegExp;
  } = {},
): Promise<Ended> {
  const { cwd, env = {}, input = "", interruptAt } = options;
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [script, ...words], { cwd, env: { PATH, HOME, ...env } });
  child.stdin.end(input);
  let shown = "";
  let waiting = interruptAt;
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    if (waiting === undefined || !waiting.test(shown)) return;
    waiting = undefined;
    child.kill("SIGINT");
  });
  const ended = new Promise<number | null>((resolve) => void child.once("exit", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

export type Folder = AsyncDisposable & {
  readonly path: string;
  readonly write: (name: string, content: string) => Promise<void>;
};

/** A temporary folder with these files in it. */
export async function folder(files: Readonly<Record<string, string>>): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), "lockstep-cli-"));

  async function write(name: string, content: string): Promise<void> {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }

  for (const [name, content] of Object.entries(files)) await write(name, content);
  return { path, write, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Three people and a group; Eve's account is disabled. */
export const people = {
  users: [
    person("u1", "ada"),
    { ...person("u2", "bob"), manager: { id: "u1" } },
    { ...person("u3", "eve"), accountEnabled: false },
  ],
  groups: [{ id: "g1", displayName: "Everybody", members: ["u1", "u2"] }],
  assignments: [
    { principalId: "g1", principalType: "Group" },
    { principalId: "u3", principalType: "User" },
  ],
};

export function person(id: string, name: string): Record<string, unknown> {
  const address = `${name}@example.com`;
  return { id, userPrincipalName: address, displayName: name, mail: address, accountEnabled: true };
}

/** A job file from `people.json` to whatever the environment names. */
export function jobFile(job: string, more = ""): string {
  return `job: ${job}
source: { type: file, path: ../../people.json }
target: { type: scim, profile: generic, url: "\${SCIM_URL}", auth: { token: "\${SCIM_TOKEN}", expires: "\${SCIM_TOKEN_EXPIRES:-}" } }
users:
  match: [userName]
  attributes:
    userName: "[userPrincipalName]"
    active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'
    displayName: "[displayName]"
    urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager: "[manager]"
groups:
  enabled: true
  match: [displayName]
  attributes: { displayName: "[displayName]", members: "[members]" }
${more}`;
}
