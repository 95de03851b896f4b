import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { serviceTemplate, templates } from "../config/templates.ts";
import type { SandboxAddresses } from "../sandbox/sandbox.ts";

const comment = ` The job that Lockstep ships for Dialpad, with the addresses of the sandbox in it.`;

/**
 * Writes a configuration for the sandbox: the shipped one, with the addresses changed and a second look that
 * comes soon. The secrets are in files, so that commands in other terminals need no environment. Expects the
 * sandbox's `ca.pem` in the folder; returns the folder for `--config`.
 */
export async function writeDemoFolder(directory: string, sandbox: SandboxAddresses): Promise<string> {
  const config = join(directory, "config");
  await mkdir(join(config, "jobs"), { recursive: true });
  await copyFile(serviceTemplate, join(config, "lockstep.yaml"));
  const job = parseDocument(await readFile(templates.dialpad, "utf8"));
  job.commentBefore = comment;
  for (const [path, value] of settingsOf(sandbox)) job.setIn(path.split("."), value);
  await writeFile(join(config, "jobs", "dialpad.yaml"), job.toString());
  const secrets = join(directory, "secrets");
  await mkdir(secrets, { recursive: true, mode: 0o700 });
  await writeFile(join(secrets, "entra-client-secret"), sandbox.clientSecret, { mode: 0o600 });
  await writeFile(join(secrets, "dialpad-api-key"), sandbox.dialpadApiKey, { mode: 0o600 });
  return config;
}

/** Paths in a file are relative to that file. */
function settingsOf(sandbox: SandboxAddresses): readonly (readonly [string, string])[] {
  return [
    ["source.tenantId", sandbox.tenantId],
    ["source.clientId", sandbox.clientId],
    ["source.credential.clientSecret", "${file:../../secrets/entra-client-secret}"],
    ["source.servicePrincipalId", sandbox.servicePrincipalId],
    ["source.graphUrl", sandbox.graphUrl],
    ["source.authorityUrl", sandbox.authorityUrl],
    ["source.confirmAfter", "1s"],
    ["target.url", sandbox.dialpadUrl],
    ["target.auth.token", "${file:../../secrets/dialpad-api-key}"],
    ["http.ca", "../../ca.pem"],
  ];
}
