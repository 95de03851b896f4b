import { TransportError } from "../../http/transport-error.ts";
import type { ObjectType } from "../../rules/directory.ts";
import type { Failure } from "../../rules/operation.ts";
import { StopError } from "../../rules/stop-error.ts";
import { TargetError } from "../target.ts";
import { askCollection } from "./ask.ts";
import { readList } from "./answer.ts";
import { type Line, withoutMembers } from "./line.ts";

/** After so many different objects in a row it is not the objects, whatever the collection says. */
const mostInARow = 10;

/** One request about one object, or one question for one. */
export type Doing = {
  readonly kind: "find" | "read" | "write";
  readonly type: ObjectType;
  /** Tells one object from another; asked where something fails. */
  readonly name: () => string;
  readonly signal: AbortSignal;
};

export type OneObject = <Done>(doing: Doing, work: () => Promise<Done>) => Promise<Done>;

/** What stopped one object alone, which a write may have reached all the same. */
export class AloneError extends TargetError {
  readonly stop: StopError;

  constructor(stop: StopError) {
    super(failureOf(stop));
    this.stop = stop;
  }
}

/**
 * What would stop the cycle may be about one object: a group too large for a gateway, a value that a firewall
 * refuses, an account that we may not change. Where the collection answers all the same, it is that object's
 * failure (`AloneError`), and nobody else's.
 */
export function createOneObject(line: Line): OneObject {
  const inARow = { find: new Set<string>(), read: new Set<string>(), write: new Set<string>() };

  async function weigh(stop: StopError, { kind, type, name, signal }: Doing): Promise<AloneError> {
    const names = inARow[kind];
    names.add(`${type} ${name()}`);
    if (isAboutAll(stop, kind) || names.size > mostInARow) throw stop;
    if (!(await answers(line, type, signal))) throw stop;
    return new AloneError(stop);
  }

  return async (doing, work) => {
    try {
      const done = await work();
      inARow[doing.kind].clear();
      return done;
    } catch (error) {
      if (error instanceof TargetError) inARow[doing.kind].clear();
      throw error instanceof StopError ? await weigh(error, doing) : error;
    }
  };
}

/** A question by a filter is one to the collection: it is refused to us, not to one object. */
function isAboutAll({ code, cause }: StopError, kind: Doing["kind"]): boolean {
  if (cause instanceof TransportError && (cause.fault === "unreachable" || cause.fault === "certificate")) {
    return true;
  }
  return kind === "find" && (code === "credentials" || code === "permission");
}

/** One request, which is not sent again where it fails. */
async function answers(line: Line, type: ObjectType, signal: AbortSignal): Promise<boolean> {
  const url = line.endpoint.collection(type, { startIndex: "1", count: "1", ...withoutMembers(type) });
  try {
    readList(await askCollection(line.connection, { action: `list the ${type}s`, url, signal, once: true }));
    return true;
  } catch (error) {
    if (error instanceof StopError || error instanceof TargetError) return false;
    throw error;
  }
}

function failureOf({ code, message }: StopError): Failure {
  return {
    code: codes[code] ?? "Timeout",
    message,
    cure: "Others are answered: look in the application and the firewall before it what is special about this one",
    transient: true,
  };
}

/** Codes of Entra's provisioning log. */
const codes: Partial<Record<StopError["code"], string>> = {
  credentials: "Unauthorized",
  permission: "InsufficientRights",
  notScim: "SystemForCrossDomainIdentityManagementServiceIncompatible",
};
