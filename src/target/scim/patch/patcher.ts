import { asResource, parseJson } from "../answer.ts";
import type { Sent } from "../connection.ts";
import type { Line } from "../line.ts";
import { isSuccess } from "../refusal.ts";
import type { Update } from "./current.ts";
import type { PatchBody } from "./patch-body.ts";
import { methodWorked } from "./update-method.ts";
import { ifMatch, versionOf } from "./version.ts";

/** Sends the PATCH requests of one update, in one wording after another until one is accepted. */
export type Patcher = {
  /** The version that the next request goes by. */
  version: string | null;
  /** A new round: what was refused may be said again, as the resource is another. */
  begin(): void;
  /** The first answer that is no success, else the last one. `said`: the same was refused before. */
  send(bodies: readonly PatchBody[]): Promise<Sent | "nothingToSend" | "said">;
};

export function createPatcher(
  line: Line,
  { type, id }: Update,
  { signal }: { signal: AbortSignal },
): Patcher {
  let tried: (readonly PatchBody[])[] = [];
  /** What is done already: an addition that is sent twice makes two values on some servers. */
  const accepted: PatchBody[] = [];
  const url = line.endpoint.resource(type, id);

  async function send(bodies: readonly PatchBody[]): Promise<Sent | "nothingToSend" | "said"> {
    if (tried.some((earlier) => isSame(earlier, bodies))) return "said";
    if (bodies.length > 0) tried.push(bodies);
    let last: Sent | "nothingToSend" = "nothingToSend";
    for (const body of bodies) {
      if (accepted.some((earlier) => isSame(earlier, body))) continue;
      last = await line.connection.send({ method: "PATCH", url, body, signal, ...ifMatch(patcher.version) });
      if (last.kind === "lost" || !isSuccess(last)) return last;
      accepted.push(body);
      methodWorked(line, { type, method: "PATCH" });
      patcher.version = versionOf(
        line,
        last.response,
        asResource(parseJson(last.response.body))?.attributes ?? null,
      );
    }
    return last;
  }

  function begin(): void {
    tried = [];
  }

  const patcher: Patcher = { version: null, begin, send };
  return patcher;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
