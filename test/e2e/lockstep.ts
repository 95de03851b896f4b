import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CycleReport } from "../../src/store/cycles.ts";
import type { Company } from "./company.ts";

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/**
 * A configuration folder of its own with one job from a file to a SCIM server, and the real command line on
 * it.
 */
export type Installation = AsyncDisposable & {
  readonly directory: string;
  /** Replaces the directory's file. */
  readonly write: (company: Company) => Promise<void>;
  readonly start: (parameters: readonly string[], env?: Readonly<Record<string, string>>) => ChildProcess;
  readonly run: (...parameters: readonly string[]) => Promise<Ended>;
  /** `sync people --json`, its report, and its exit code. */
  readonly sync: (
    ...parameters: readonly string[]
  ) => Promise<CycleReport & { readonly exitCode: number | null }>;
};

export type InstallationOptions = {
  readonly url: string;
  readonly token: string;
  /** YAML of the job below `source` and `target`. */
  readonly rules: string;
  readonly concurrency?: number;
  /** False: each write is a request of its own, whatever the server offers. */
  readonly bulk?: boolean;
};

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");

export async function install({
  url,
  token,
  rules,
  concurrency = 8,
  bulk = true,
}: InstallationOptions): Promise<Installation> {
  const directory = await mkdtemp(join(tmpdir(), "lockstep-e2e-"));
  const people = join(directory, "people.json");
  await mkdir(join(directory, "config", "jobs"), { recursive: true });
  await writeFile(join(directory, "config", "lockstep.yaml"), "store: sqlite:../lockstep.db\n");
  await writeFile(
    join(directory, "config", "jobs", "people.yaml"),
    `job: people
source: { type: file, path: ../../people.json }
target:
  type: scim
  profile: generic
  url: ${url}
  auth: { token: "\${SCIM_TOKEN}" }
  rateLimit: 100000
  concurrency: ${concurrency}
${bulk ? "" : "  capabilities: { bulk: false }\n"}${rules}`,
  );

  function start(parameters: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn(process.execPath, [main, ...parameters, "--config", join(directory, "config")], {
      env: { ...process.env, SCIM_TOKEN: token, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async function run(...parameters: readonly string[]): Promise<Ended> {
    return ended(start(parameters));
  }

  return {
    directory,
    start,
    run,
    write: (company) => writeFile(people, JSON.stringify(company)),
    async sync(...parameters) {
      const { code, stdout, stderr } = await run("sync", "people", "--json", ...parameters);
      if (stdout === "") throw new Error(`sync printed nothing and ended with ${code}: ${stderr}`);
      return { ...(JSON.parse(stdout) as CycleReport), exitCode: code };
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

/** Everything a process printed until its end. */
export async function ended(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr?.on("data", (chunk) => (stderr += String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

/** Entra's default mapping, as far as the company has values for it. */
export const defaultRules = `users:
  match: [userName]
  attributes:
    userName: "[userPrincipalName]"
    active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'
    displayName: "[displayName]"
    title: "[jobTitle]"
    emails[type eq "work"].value: "[mail]"
    name.givenName: "[givenName]"
    name.familyName: "[surname]"
    externalId: "[mailNickname]"
    urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department: "[department]"
    urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager: "[manager]"
groups:
  enabled: true
  match: [displayName]
  attributes: { displayName: "[displayName]", externalId: "[objectId]", members: "[members]" }
`;
