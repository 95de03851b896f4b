import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SandboxProcess } from "../../src/sandbox/spawn.ts";
import { ended, install, type Ended, type Installation } from "./lockstep.ts";

const shipped = join(import.meta.dirname, "..", "..", "config", "jobs");

/**
 * The shipped Dialpad job, from the sandbox tenant to the sandbox Dialpad, with something changed about it.
 */
export function dialpadJob(
  sandbox: SandboxProcess,
  change: (yaml: string) => string = (yaml) => yaml,
): Promise<Installation> {
  const target = { url: sandbox.dialpadUrl, token: sandbox.dialpadApiKey };
  return installShipped("dialpad.yaml", {
    target,
    change: (yaml) => change(locally(yaml, sandbox).replace("https://dialpad.com/scim", sandbox.dialpadUrl)),
  });
}

/** The shipped job for any SCIM application, from the sandbox tenant. */
export function scimJob(
  sandbox: SandboxProcess,
  target: { readonly url: string; readonly token: string },
): Promise<Installation> {
  return installShipped("scim.yaml", { target, change: (yaml) => locally(yaml, sandbox) });
}

/** `sync people` with the credentials of the sandbox tenant, or others. */
export function syncEntra(
  lockstep: Installation,
  sandbox: SandboxProcess,
  options: { readonly env?: Readonly<Record<string, string>>; readonly initial?: boolean } = {},
): Promise<Ended> {
  const credentials = {
    NODE_EXTRA_CA_CERTS: sandbox.caFile,
    ENTRA_TENANT_ID: sandbox.tenantId,
    ENTRA_CLIENT_ID: sandbox.clientId,
    ENTRA_CLIENT_SECRET: sandbox.clientSecret,
    ENTRA_SERVICE_PRINCIPAL_ID: sandbox.servicePrincipalId,
    SCIM_SERVICE_PRINCIPAL_ID: sandbox.servicePrincipalId,
    DIALPAD_API_KEY: sandbox.dialpadApiKey,
  };
  const kind = options.initial === true ? ["--initial"] : [];
  return ended(lockstep.start(["sync", "people", ...kind], { ...credentials, ...options.env }));
}

function locally(yaml: string, { graphUrl, authorityUrl }: SandboxProcess): string {
  return yaml.replace(
    "source:\n  type: entra\n",
    (head) => `${head}  graphUrl: ${graphUrl}\n  authorityUrl: ${authorityUrl}\n  confirmAfter: 0s\n`,
  );
}

async function installShipped(
  file: string,
  job: { target: { url: string; token: string }; change: (yaml: string) => string },
): Promise<Installation> {
  const lockstep = await install({ ...job.target, rules: "users: {}\n" });
  const yaml = job.change(await readFile(join(shipped, file), "utf8")).replace(/^job: .*$/m, "job: people");
  await writeFile(join(lockstep.directory, "config", "jobs", "people.yaml"), yaml);
  return lockstep;
}
