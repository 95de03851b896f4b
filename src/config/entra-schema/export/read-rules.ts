import { readFile } from "node:fs/promises";
import { parse as parseFileName } from "node:path";
import type { z } from "zod";
import { checkJob } from "../../check/check-job.ts";
import { jobFiles } from "../../job-files.ts";
import type { Problem } from "../../problem.ts";
import { jobShape } from "../../shape/job-shape.ts";
import { shapeProblems } from "../../shape/shape-problems.ts";
import { suggestOrList } from "../../shape/suggest.ts";
import type { Environment } from "../../yaml/interpolate.ts";
import { readAt } from "../../yaml/read-at.ts";
import { parseYaml, type YamlFile } from "../../yaml/yaml-file.ts";

/** A job but for its connections: what it is called and everything that decides. */
const rulesShape = jobShape.omit({ source: true, target: true, http: true });

export type WrittenRules = z.output<typeof rulesShape> & { readonly profile: string | null };

export type ReadRules =
  | { readonly kind: "read"; readonly rules: WrittenRules }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/** Reads one job as it is written. Its secrets and addresses need not be there: nothing is connected to. */
export async function readRules(
  directory: string,
  { job, env }: { readonly job: string; readonly env: Environment },
): Promise<ReadRules> {
  const listed = await jobFiles(directory);
  if (listed.kind === "none") return { kind: "refused", problems: [listed.problem] };
  const names: string[] = [];
  for (const file of listed.files) {
    const { yaml, problems } = parseYaml(await readFile(file, "utf8"), { file, env });
    const name = yaml === null ? parseFileName(file).name : readAt(yaml.value, ["job"]);
    if (name === job) return yaml === null ? { kind: "refused", problems } : rulesOf(yaml, problems);
    if (typeof name === "string") names.push(name);
  }
  const message = `no file here has job "${job}": ${suggestOrList(job, names)}`;
  return { kind: "refused", problems: [{ file: directory, line: 1, column: 1, message }] };
}

function rulesOf(yaml: YamlFile, problems: readonly Problem[]): ReadRules {
  const relevant = problems.filter(({ message }) => !isUnsetConnection.test(message));
  const found = [...relevant, ...shapeProblems(yaml, jobShape), ...checkJob(yaml)];
  const { source: _source, target: _target, http: _http, ...rest } = asRecord(yaml.value);
  const parsed = rulesShape.safeParse(rest);
  if (found.length > 0 || !parsed.success) return { kind: "refused", problems: found };
  const profile = readAt(yaml.value, ["target", "profile"]);
  return { kind: "read", rules: { ...parsed.data, profile: typeof profile === "string" ? profile : null } };
}

/** A variable of a connection that is not set, as the parser tells it. */
const isUnsetConnection = /^(source|target|http)\.\S+ needs /;

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
