import { randomUUID } from "node:crypto";
import type { ObjectType } from "../../rules/directory.ts";
import { StopError } from "../../rules/stop-error.ts";
import type { TargetStatement } from "../../rules/target-description.ts";
import { type TargetCheck, TargetError } from "../target.ts";
import { askCollection } from "./ask.ts";
import { readList } from "./answer.ts";
import { pathOf, pathText } from "./attribute.ts";
import { abilitiesText } from "./discovery/abilities-text.ts";
import { describeTarget } from "./discovery/describe.ts";
import { hasGroups } from "./discovery/group-collection.ts";
import { type Line, withoutMembers } from "./line.ts";

type Options = { readonly signal: AbortSignal };
type Wanted = { readonly type: ObjectType; readonly path: string; readonly groups?: boolean };

/** What came of a trial: words for people, or what it ended with. */
type Trial = string | StopError | TargetError;

/** From the wire up: the address, the credentials, the question that matching asks, what else there is. */
export async function* checkTarget(
  line: Line,
  wanted: Wanted,
  options: Options,
): AsyncGenerator<TargetCheck, TargetStatement | null, undefined> {
  const reached = await attempt(() => reach(line, options));
  yield report("Target answers", isRejection(reached) ? line.endpoint.identity : reached);
  if (typeof reached !== "string" && !isRejection(reached)) return null;

  const statement = await describeTarget(line, options);
  const question = isRejection(reached) ? reached : await attempt(() => ask(line, wanted, options));
  const credentials = "Target accepts the credentials";
  if (isRejection(question)) {
    yield report(credentials, question);
    return null;
  }
  // A web page that answers anybody proves nothing.
  if (typeof question === "string") yield report(credentials, "The token is accepted");
  yield report(`Target finds a ${wanted.type} by ${wanted.path}`, question);
  if (typeof question !== "string") return null;
  yield report("Target can", abilitiesText(line.capabilities.now));
  if (wanted.groups === true) yield await checkGroups(line, options);
  return statement;
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

/** Any answer will do: discovery may be absent. */
async function reach(line: Line, { signal }: Options): Promise<string> {
  const url = line.endpoint.service("/ServiceProviderConfig");
  const sent = await line.connection.send({ method: "GET", url, signal });
  return sent.kind === "lost" ? sent.message : line.endpoint.identity;
}

async function checkGroups(line: Line, options: Options): Promise<TargetCheck> {
  const name = "Target has groups";
  if (await hasGroups(line, options)) {
    return report(name, await attempt(() => listGroups(line, options)));
  }
  return {
    name,
    ok: false,
    details: "It answers /Groups as if there were no such thing",
    cure: "Set groups.enabled to false: users are provisioned all the same",
  };
}

async function listGroups(line: Line, { signal }: Options): Promise<string> {
  const url = line.endpoint.collection("group", { startIndex: "1", count: "1", ...withoutMembers("group") });
  const { total } = readList(
    await askCollection(line.connection, { action: "list the groups", url, signal }),
  );
  return total === null ? "Groups can be listed" : `It says that it has ${String(total)}`;
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
