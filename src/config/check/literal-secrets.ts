import { isLiteral } from "../yaml/interpolate.ts";
import type { Problem } from "../problem.ts";
import { readAt } from "../yaml/read-at.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";
import { valueProblem } from "../yaml/yaml-file.ts";

const secrets: readonly Path[] = [
  ["source", "credential", "clientSecret"],
  ["target", "auth", "token"],
  ["target", "auth", "clientCredentials", "clientSecret"],
];

/** Addresses that may carry a password. */
const addresses: readonly Path[] = [["redis"], ["smtp", "url"], ["store"], ["http", "proxy"]];

/** Warns of secrets that stand in the file itself, where copies, backups and version control keep them. */
export function* literalSecrets(yaml: YamlFile): Iterable<Problem> {
  for (const path of [...secrets, ...addresses]) {
    const value = readAt(yaml.value, path);
    if (typeof value !== "string" || value === "") continue;
    if (addresses.includes(path) && (URL.parse(value)?.password ?? "") === "") continue;
    if (!isLiteral(yaml.references.get(JSON.stringify(path)) ?? value)) continue;
    const what = addresses.includes(path) ? "has its password" : "is written";
    yield valueProblem(
      yaml,
      path,
      `${path.join(".")} ${what} in the file: use \${NAME} or \${file:/path} instead`,
    );
  }
}

export function isSecretPath(path: Path): boolean {
  const key = JSON.stringify(path);
  return [...secrets, ...addresses].some((secret) => JSON.stringify(secret) === key);
}
