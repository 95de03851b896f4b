import { randomUUID } from "node:crypto";
import { property } from "../../rules/attribute-path.ts";
import type { ObjectType } from "../../rules/directory.ts";
import { StopError } from "../../rules/stop-error.ts";
import { type TargetCheck, TargetError } from "../target.ts";
import { askCollection } from "./ask.ts";
import { parseJson, readList } from "./answer.ts";
import { pathOf, pathText } from "./attribute.ts";
import type { Line } from "./line.ts";

type Options = { readonly signal: AbortSignal };

/** What came of a trial: words for people, or what it ended with. */
type Trial = string | StopError | TargetError;

/** From the wire up: the address, the credentials, the question that matching asks. */
export async function* checkTarget(
  line: Line,
  key: { type: ObjectType; path: string },
  options: Options,
): AsyncGenerator<TargetCheck, void, undefined> {
  const discovery = await attempt(() => discover(line, options));
  yield report("Target answers", isRejection(discovery) ? line.endpoint.identity : discovery);
  if (typeof discovery !== "string" && !isRejection(discovery)) return;

  const question = isRejection(discovery) ? discovery : await attempt(() => ask(line, key, options));
  const credentials = "Target accepts the credentials";
  if (isRejection(question)) {
    yield report(credentials, question);
    return;
  }
  // A web page that answers anybody proves nothing.
  if (typeof question === "string") yield report(credentials, "The token is accepted");
  yield report(`Target finds a ${key.type} by ${key.path}`, question);
}

async function attempt(run: () => Promise<string>): Promise<Trial> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof StopError || error instanceof TargetError) return error;
    throw error;
  }
}

function report(name: string, trial: Trial): TargetCheck {
  if (typeof trial === "string") return { name, ok: true, details: trial, cure: null };
  const cure = trial instanceof StopError ? trial.cure : trial.failure.cure;
  return { name, ok: false, details: trial.message, cure };
}

function isRejection(trial: Trial): boolean {
  return trial instanceof StopError && (trial.code === "credentials" || trial.code === "permission");
}

/** Discovery may be absent and may lie: what it says is shown, never relied on. */
async function discover(line: Line, { signal }: Options): Promise<string> {
  const { identity } = line.endpoint;
  const sent = await line.connection.send({ method: "GET", url: line.endpoint.discovery(), signal });
  if (sent.kind === "lost") return sent.message;
  const json = parseJson(sent.response.body);
  const features = ["patch", "filter", "bulk", "etag"].filter(
    (name) => property(property(json, name), "supported") === true,
  );
  if (features.length === 0) return `${identity} does not describe itself, which is no harm`;
  return `${identity} says that it supports ${features.join(", ")}`;
}

/** The question of Entra's own connection test: a value that nobody has must give an empty list. */
async function ask(
  line: Line,
  { type, path }: { type: ObjectType; path: string },
  { signal }: Options,
): Promise<string> {
  const attribute = pathText(pathOf(path));
  const url = line.endpoint.collection(type, { filter: `${attribute} eq "${randomUUID()}"` });
  const action = `ask for a ${type} by ${attribute}`;
  const { objects } = readList(await askCollection(line.connection, { action, url, signal }));
  if (objects.length === 0) return "A value that nobody has gives an empty list";
  return `The filter is ignored (${String(objects.length)} hits for a value that nobody has): matching lists everybody instead`;
}
