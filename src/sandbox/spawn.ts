import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Agent, request } from "undici";
import type { SandboxAddresses, SandboxOptions } from "./sandbox.ts";

export type SpawnOptions = SandboxOptions & {
  /** Where `ca.pem` is written; made if it is not there. */
  readonly directory: string;
};

/**
 * A sandbox in a process of its own. Disposing ends it; it also ends by itself when this process goes away.
 */
export type SandboxProcess = AsyncDisposable &
  SandboxAddresses & {
    /**
     * PEM file for `NODE_EXTRA_CA_CERTS` of a process that talks to the sandbox, or for `http.ca` of a job.
     */
    readonly caFile: string;
    readonly caPem: string;
    /** Asks the control API: GET without a body, POST with one. Throws when it does not answer 200. */
    control(path: string, body?: unknown): Promise<unknown>;
  };

/** Starts a sandbox and waits until it listens. */
export async function spawnSandbox({ directory, ...options }: SpawnOptions): Promise<SandboxProcess> {
  await mkdir(directory, { recursive: true });
  const caFile = join(directory, "ca.pem");
  const child = fork(new URL("process.ts", import.meta.url), [caFile, JSON.stringify(options)], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const addresses = await addressesOf(child);
  const caPem = await readFile(caFile, "utf8");
  const dispatcher = new Agent({ connect: { ca: caPem } });

  async function control(path: string, body?: unknown): Promise<unknown> {
    const { statusCode, body: answer } = await request(`${addresses.controlUrl}/${path}`, {
      dispatcher,
      method: body === undefined ? "GET" : "POST",
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await answer.text();
    if (statusCode === 200) return JSON.parse(text);
    throw new Error(`Cannot control the sandbox: ${path} answers ${statusCode}: ${text}`);
  }

  async function dispose(): Promise<void> {
    await dispatcher.close();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.disconnect();
    await ended;
  }

  return { ...addresses, caFile, caPem, control, [Symbol.asyncDispose]: dispose };
}

async function addressesOf(child: ChildProcess): Promise<SandboxAddresses> {
  const errors: Buffer[] = [];
  child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk));
  return await new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as SandboxAddresses));
    child.once("error", reject);
    child.once("exit", (code) => {
      reject(
        new Error(
          `Cannot start the sandbox: it ended with status ${code}: ${Buffer.concat(errors).toString()}`,
        ),
      );
    });
  });
}
