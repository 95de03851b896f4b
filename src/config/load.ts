import { join, parse } from "node:path";
import { checkJob } from "./check/check-job.ts";
import { unmappedMatches } from "./check/check-match.ts";
import { doubtfulClauses } from "./check/doubtful-clauses.ts";
import { compileJob } from "./compile/compile-job.ts";
import { compileService } from "./compile/compile-service.ts";
import type { Config, JobConfig, ServiceConfig } from "./config.ts";
import type { Environment } from "./yaml/interpolate.ts";
import { jobFiles } from "./job-files.ts";
import { jobShape } from "./shape/job-shape.ts";
import { literalSecrets } from "./check/literal-secrets.ts";
import { sortProblems } from "./problem.ts";
import type { Problem } from "./problem.ts";
import { readAt } from "./yaml/read-at.ts";
import { readConfigFile } from "./yaml/read-config-file.ts";
import { suggestOrList } from "./shape/suggest.ts";
import { serviceShape } from "./shape/service-shape.ts";
import { settingsWithoutEffect } from "./check/without-effect.ts";
import { unknownAttributes } from "./check/unknown-attributes.ts";
import { valueProblem } from "./yaml/yaml-file.ts";
import type { YamlFile } from "./yaml/yaml-file.ts";

export type Loaded =
  | { readonly kind: "loaded"; readonly config: Config; readonly warnings: readonly Problem[] }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/**
 * Reads `lockstep.yaml` and all of `jobs/` in a folder. Whatever is wrong in any of the files is found in one
 * go; a configuration is returned only when nothing is. With `job`, only that job counts: the files of others
 * are read for their names.
 */
export async function loadConfig(
  directory: string,
  options: { env: Environment; job?: string | undefined },
): Promise<Loaded> {
  const { env, job } = options;
  const listed = await jobFiles(directory);
  if (listed.kind === "none") return { kind: "refused", problems: [listed.problem] };
  const service = await loadService(join(directory, "lockstep.yaml"), env);
  const all = await Promise.all(listed.files.map((file) => loadJob(file, env)));
  const jobs = job === undefined ? all : all.filter((loaded) => isAbout(loaded, job));
  if (jobs.length === 0) {
    const unread = all.flatMap(({ yaml, problems }) => (yaml === null ? problems : []));
    return { kind: "refused", problems: [unknownJob(join(directory, "jobs"), job, all), ...unread] };
  }

  const problems = [...service.problems, ...jobs.flatMap((loaded) => loaded.problems), ...sharedNames(jobs)];
  const compiled = jobs.flatMap(({ config }) => config ?? []);
  if (problems.length > 0 || service.config === null || compiled.length < jobs.length) {
    return { kind: "refused", problems: sortProblems(problems) };
  }
  const warnings = [...service.warnings, ...jobs.flatMap((loaded) => loaded.warnings)];
  return {
    kind: "loaded",
    config: { service: service.config, jobs: compiled },
    warnings: sortProblems(warnings),
  };
}

type LoadedFile<Compiled> = {
  readonly file: string;
  readonly yaml: YamlFile | null;
  /** Null when there are problems. */
  readonly config: Compiled | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
};

async function loadService(file: string, env: Environment): Promise<LoadedFile<ServiceConfig>> {
  const reading = await readConfigFile(file, { shape: serviceShape, env });
  if (reading === null)
    return { file, yaml: null, config: compileService({}, file), problems: [], warnings: [] };
  const { yaml, written, problems } = reading;
  const warnings = yaml === null ? [] : [...literalSecrets(yaml), ...settingsWithoutEffect(yaml)];
  return { file, yaml, config: written === null ? null : compileService(written, file), problems, warnings };
}

async function loadJob(file: string, env: Environment): Promise<LoadedFile<JobConfig>> {
  const reading = await readConfigFile(file, { shape: jobShape, env });
  if (reading === null) return { file, yaml: null, config: null, problems: [vanished(file)], warnings: [] };
  const { yaml, written } = reading;
  if (yaml === null) return { file, yaml, config: null, problems: reading.problems, warnings: [] };
  const problems = [...reading.problems, ...checkJob(yaml)];
  const warnings = [
    ...literalSecrets(yaml),
    ...settingsWithoutEffect(yaml),
    ...unmappedMatches(yaml),
    ...doubtfulClauses(yaml),
    ...unknownAttributes(yaml),
  ];
  const config = written === null || problems.length > 0 ? null : compileJob(written, file);
  return { file, yaml, config, problems, warnings };
}

/** A job's state belongs to its name, so two files must not share one. */
function sharedNames(jobs: readonly LoadedFile<JobConfig>[]): readonly Problem[] {
  const owners = new Map<unknown, string>();
  return jobs.flatMap(({ yaml }) => {
    const name = nameOf(yaml);
    if (yaml === null || name === null) return [];
    const owner = owners.get(name);
    owners.set(name, owner ?? yaml.file);
    if (owner === undefined) return [];
    return [
      valueProblem(yaml, ["job"], `job "${name}" is already in ${owner}: give one of them another name`),
    ];
  });
}

/** A file that is no YAML has no name but its own. */
function isAbout({ file, yaml }: LoadedFile<JobConfig>, job: string): boolean {
  return (nameOf(yaml) ?? parse(file).name) === job;
}

function nameOf(yaml: YamlFile | null): string | null {
  const name = yaml === null ? null : readAt(yaml.value, ["job"]);
  return typeof name === "string" ? name : null;
}

function unknownJob(folder: string, job = "", all: readonly LoadedFile<JobConfig>[]): Problem {
  const names = all.flatMap(({ yaml }) => nameOf(yaml) ?? []);
  const cure = names.length === 0 ? "" : `: ${suggestOrList(job, names)}`;
  const message = `no file here has job "${job}"${cure}`;
  return { file: folder, line: 1, column: 1, message };
}

function vanished(file: string): Problem {
  return { file, line: 1, column: 1, message: "cannot read this file: it does not exist any more" };
}
