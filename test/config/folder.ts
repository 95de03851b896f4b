import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { JobConfig } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Loaded } from "../../src/config/load.ts";
import { printProblem } from "../../src/config/problem.ts";
import type { Environment } from "../../src/config/yaml/interpolate.ts";

/** The smallest job there is; a test appends to it or takes something away. */
export const smallJob = `job: small
source: { type: file, path: people.json }
target: { type: scim, url: "https://app.example.com/scim", auth: { token: "\${TOKEN}" } }
users:
  attributes:
    userName: "[userPrincipalName]"
    active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'
`;

export const token: Environment = { TOKEN: "secret" };

/**
 * Loads a configuration folder that has these files and nothing else; file names in messages start at the
 * folder.
 */
export async function loadFiles(
  files: Readonly<Record<string, string>>,
  options: { env?: Environment; job?: string } = {},
): Promise<Loaded & { readonly printed: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-config-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const loaded = await loadConfig(folder, { env: token, ...options });
    const problems = loaded.kind === "refused" ? loaded.problems : loaded.warnings;
    return {
      ...loaded,
      printed: problems.map((problem) => printProblem(problem).replaceAll(`${folder}/`, "")),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What is said about a single job file, without the file's name. */
export async function problemsOf(
  text: string,
  options: { env?: Environment } = {},
): Promise<readonly string[]> {
  const { kind, printed } = await loadFiles({ "jobs/a.yaml": text }, options);
  if (kind === "loaded") return [];
  return printed.map((line) => line.replace("jobs/a.yaml:", ""));
}

export async function warningsOf(
  text: string,
  options: { env?: Environment } = {},
): Promise<readonly string[]> {
  const { kind, printed } = await loadFiles({ "jobs/a.yaml": text }, options);
  if (kind === "refused") throw new Error(`Cannot load the job: ${printed.join("\n")}`);
  return printed.map((line) => line.replace("jobs/a.yaml:", ""));
}

export async function compiled(text: string, options: { env?: Environment } = {}): Promise<JobConfig> {
  const loaded = await loadFiles({ "jobs/a.yaml": text }, options);
  const [job] = loaded.kind === "loaded" ? loaded.config.jobs : [];
  if (job === undefined) throw new Error(`Cannot load the job: ${loaded.printed.join("\n")}`);
  return job;
}
