import type { HttpResponse } from "../../http/message.ts";
import { StopError } from "../../rules/stop-error.ts";
import { TargetError } from "../target.ts";
import { notScim } from "./answer.ts";
import type { Connection, ScimRequest } from "./connection.ts";
import { describe, failureOf, readError } from "./failure.ts";

/** A question to the target; `action` says for people what it is for: "find the user". */
export type Question = Omit<ScimRequest, "method" | "body"> & { readonly action: string };

/** Asks about a collection. What refuses this refuses everything: it stops the cycle. */
export async function askCollection(connection: Connection, question: Question): Promise<HttpResponse> {
  const response = await ask(connection, question);
  const { action } = question;
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
  const failure = failureOf(action, readError(response));
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    throw new StopError("unreachable", failure.message, {
      cure: failure.cure ?? "Look whether the application is up: a later cycle goes on",
    });
  }
  throw new TargetError(failure);
}
