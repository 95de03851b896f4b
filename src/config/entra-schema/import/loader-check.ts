import { stringify } from "yaml";
import { checkJob } from "../../check/check-job.ts";
import { jobShape } from "../../shape/job-shape.ts";
import { shapeProblems } from "../../shape/shape-problems.ts";
import { parseYaml } from "../../yaml/yaml-file.ts";
import { escapeReferences } from "../job-file/escape-references.ts";

/** What loading a job with these sections would object to: asked of the loader itself. */
export function objectionsTo(
  sections: Readonly<Record<string, unknown>>,
  profile: string,
): readonly string[] {
  const job = {
    job: "imported",
    source: { type: "file", path: "people.json" },
    target: { type: "scim", profile, url: "https://app.example.com/scim", auth: { token: "token" } },
    deprovision: keepAll,
    ...sections,
  };
  const text = stringify(escapeReferences(job), { lineWidth: 0, aliasDuplicateObjects: false });
  const { yaml, problems } = parseYaml(text, { file: "imported.yaml", env: {} });
  if (yaml === null) return problems.map(({ message }) => message);
  return [...problems, ...shapeProblems(yaml, jobShape), ...checkJob(yaml)].map(({ message }) => message);
}

/** No mapping that disables somebody is asked for. */
const keepAll = {
  unassigned: "keep",
  outOfScope: "keep",
  disabled: "keep",
  softDeleted: "keep",
  hardDeleted: "delete",
} as const;
