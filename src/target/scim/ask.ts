import type { HttpResponse } from "../../http/message.ts";
import { TransportError } from "../../http/transport-error.ts";
import { StopError } from "../../rules/stop-error.ts";
import { TargetError } from "../target.ts";
import { notScim } from "./answer.ts";
import type { Connection, ScimRequest } from "./connection.ts";
import { describe, failureOf, isGateway, readError } from "./failure.ts";

/** A question to the target; `action` says for people what it is for: "find the user". */
export type Question = Omit<ScimRequest, "method" | "body"> & { readonly action: string };

/** Asks about a collection. What refuses this refuses everything: it stops the cycle. */
export async function askCollection(connection: Connection, question: Question): Promise<HttpResponse> {
  const response = await ask(connection, question);
  const { action } = question;
  const asksForQuiet = response.headers["retry-after"] !== undefined;
  if (response.status === 423 && asksForQuiet) throw away(action, response);
  switch (response.status) {
    case 403:
      throw new StopError("permission", `Cannot ${action}: ${describe(readError(response))}`, {
        cure: "Give the account behind the target's credentials the right to read and write users and groups",
      });
    case 404:
      throw notScim("a collection", response);
  }
  return accept(action, response);
}

/**
 * Asks by a filter. `refused`: by the book with 400, in practice in any way, a dropped connection included;
 * `forGood` where it is no disturbance. Whether the collection itself can be read is for a question without a
 * filter to tell.
 */
export async function askByFilter(
  connection: Connection,
  question: Question,
): Promise<
  | { readonly kind: "answered"; readonly response: HttpResponse }
  | { readonly kind: "refused"; readonly forGood: boolean }
> {
  try {
    const response = await ask(connection, question);
    const { status, headers } = response;
    // Home-made parsers die of a value, and the gateway before them answers.
    if (isGateway(status) && headers["retry-after"] === undefined) return { kind: "refused", forGood: false };
    if (status >= 400 && status < 500 && status !== 429) {
      return { kind: "refused", forGood: lastingRefusals.has(status) };
    }
    return { kind: "answered", response: accept(question.action, response) };
  } catch (error) {
    if (error instanceof TargetError) return { kind: "refused", forGood: !error.failure.transient };
    if (isSilence(error)) return { kind: "refused", forGood: false };
    throw error;
  }
}

const lastingRefusals: ReadonlySet<number> = new Set([400, 405, 422]);

/** The target can be reached, and says nothing to this. */
function isSilence(error: unknown): boolean {
  if (!(error instanceof StopError) || !(error.cause instanceof TransportError)) return false;
  const { fault } = error.cause;
  return fault === "broken" || fault === "timeout";
}

/** Asks about one resource: null where it is not there. */
export async function askResource(connection: Connection, question: Question): Promise<HttpResponse | null> {
  const response = await ask(connection, question);
  return response.status === 404 || response.status === 410 ? null : accept(question.action, response);
}

async function ask(connection: Connection, { action, ...request }: Question): Promise<HttpResponse> {
  const sent = await connection.send({ ...request, method: "GET" });
  if (sent.kind === "answer") return sent.response;
  throw new StopError("unreachable", `Cannot ${action}: ${sent.message}`, { cure: "Try again later" });
}

function accept(action: string, response: HttpResponse): HttpResponse {
  const { status } = response;
  if (status >= 200 && status < 300) return response;
  if (status === 429 || isGateway(status)) throw away(action, response);
  throw new TargetError(failureOf(action, readError(response)));
}

function away(action: string, response: HttpResponse): StopError {
  const { message, cure } = failureOf(action, readError(response));
  return new StopError("unreachable", message, {
    cure: cure ?? "Look whether the application is up: a later cycle goes on",
  });
}
