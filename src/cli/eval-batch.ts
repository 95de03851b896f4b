import { addAbortSignal } from "node:stream";
import { z } from "zod";
import { evalLine } from "../rules/eval-line.ts";
import { lines } from "./lines.ts";
import type { ExitCode, Tools } from "./world.ts";

const lineShape = z.object({
  id: z.unknown(),
  expr: z.string(),
  source: z.record(z.string(), z.unknown()).default({}),
  now: z.string().optional(),
  taken: z.array(z.string()).optional(),
});

/** One answer a line, as soon as its question is there. A mistake in an expression is an answer as well. */
export async function evalBatch({ world }: Tools): Promise<ExitCode> {
  let unreadable = 0;
  for await (const text of lines(addAbortSignal(world.signal, world.stdin))) {
    if (text.trim() === "") continue;
    const given = parsed(text);
    const line = lineShape.safeParse(given);
    if (line.success) {
      const { id, ...about } = line.data;
      const result = evalLine(about, { now: world.now(), random: world.random });
      world.print(JSON.stringify({ id, ...result }));
    } else {
      unreadable += 1;
      const message = `expected a line like {"id":1,"expr":"[mail]","source":{"mail":"ada@example.com"}}: got ${text}`;
      world.print(JSON.stringify({ id: idOf(given), kind: "error", message }));
    }
  }
  return unreadable === 0 ? 0 : 1;
}

function idOf(given: unknown): unknown {
  return typeof given === "object" && given !== null && "id" in given ? given.id : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
