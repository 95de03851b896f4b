import type { World } from "./world.ts";

/** A command as this reader would type it: in a checkout it goes through npm. */
export function invocation({ env }: Pick<World, "env">, command: string): string {
  const throughNpm = env["npm_lifecycle_event"] !== undefined;
  return throughNpm ? `npm run --silent lockstep -- ${command}` : `lockstep ${command}`;
}

/** The option that a suggested command needs besides; nothing for the folder that is looked into anyway. */
export function configFlag(directory: string): string {
  return directory === "config" ? "" : ` --config ${directory}`;
}
