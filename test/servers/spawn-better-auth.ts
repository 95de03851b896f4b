import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A `@better-auth/scim` server in a process of its own; it ends with this object, or with this process. */
export type BetterAuth = AsyncDisposable & {
  readonly url: string;
  /** The token of a collection of users and groups that nobody has used, and that nobody else sees. */
  readonly nextToken: () => string;
};

export async function spawnBetterAuth(): Promise<BetterAuth> {
  const file = new URL("better-auth.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [file], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const { url, token } = JSON.parse(line) as { url: string; token: string };
  let taken = 0;
  return {
    url,
    nextToken() {
      taken += 1;
      return `${token}-${String(taken)}`;
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}
