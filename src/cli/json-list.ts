import type { World } from "./world.ts";

/**
 * Prints a JSON array one element a line, while it is being read: a log or a plan of a million entries never
 * has to fit into memory. `before` and `after` may wrap the array into a document.
 */
export async function printList(
  world: World,
  elements: AsyncIterable<unknown>,
  { before = "", after = "" }: { readonly before?: string; readonly after?: string } = {},
): Promise<void> {
  let last: string | null = null;
  world.print(`${before}[`);
  for await (const element of elements) {
    world.signal.throwIfAborted();
    if (last !== null) world.print(`${last},`);
    last = JSON.stringify(element);
  }
  if (last !== null) world.print(last);
  world.print(`]${after}`);
}
