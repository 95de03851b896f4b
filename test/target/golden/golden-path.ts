import { join } from "node:path";

export function goldenPath(name: string): string {
  return join(import.meta.dirname, "..", "goldens", `${name}.md`);
}
