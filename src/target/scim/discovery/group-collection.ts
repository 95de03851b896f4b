import { StopError } from "../../../rules/stop-error.ts";
import type { Line } from "../line.ts";

/**
 * Whether the application has groups at all; an answer that leaves it open changes nothing. Some serve users
 * alone, and say nothing of it anywhere.
 */
export async function hasGroups(line: Line, options: { signal: AbortSignal }): Promise<boolean> {
  const { capabilities } = line;
  const found = (await askForGroups(line, options)) ?? capabilities.now.hasGroups;
  if (found !== capabilities.now.hasGroups) capabilities.learn({ hasGroups: found });
  return found;
}

async function askForGroups(line: Line, { signal }: { signal: AbortSignal }): Promise<boolean | null> {
  const url = line.endpoint.collection("group", {
    startIndex: "1",
    count: "1",
    excludedAttributes: "members",
  });
  try {
    const sent = await line.connection.send({ method: "GET", url, signal });
    if (sent.kind === "lost") return null;
    const { status } = sent.response;
    if (status === 404 || status === 405 || status === 501) return false;
    return status >= 200 && status < 300 ? true : null;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StopError) return null;
    throw error;
  }
}
