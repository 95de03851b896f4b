import type { ScimTargetConfig } from "../../config/config.ts";
import type { HttpClient } from "../../http/client.ts";
import { createRateLimiter } from "../../http/rate-limiter.ts";
import type { ObjectType } from "../../rules/directory.ts";
import type { TargetObject } from "../../rules/target-object.ts";
import {
  type MemberWrite,
  type MemberWriteResult,
  type ObjectWrite,
  type Target,
  TargetError,
  type Write,
  type WriteResult,
} from "../target.ts";
import { askResource } from "./ask.ts";
import { readResource } from "./answer.ts";
import { createAuthorization } from "./authorization.ts";
import { checkTarget } from "./check.ts";
import { createConnection } from "./connection.ts";
import { createEndpoint } from "./endpoint.ts";
import { findObjects } from "./find.ts";
import { type Line, withoutMembers } from "./line.ts";
import { listObjects } from "./list.ts";
import { readSchema } from "./schema.ts";
import { writeMembers } from "./write-members.ts";
import { writeObject } from "./write-object.ts";

/** A group with all its members can be megabytes that the server has to gather first. */
const membersTimeoutMs = 180_000;

/**
 * A SCIM 2.0 server (RFC 7643, RFC 7644) as the target of a job. The HTTP client stays its owner's to close.
 */
export function createScimTarget(options: { config: ScimTargetConfig; http: HttpClient }): Target {
  const { config, http } = options;
  const connection = createConnection({
    http,
    limiter: createRateLimiter({ perSecond: config.rateLimit }),
    authorization: createAuthorization(config.auth, http),
  });
  const endpoint = createEndpoint(config.url);
  const line: Line = { connection, endpoint, pageSize: config.profile.pageSize };

  async function read(
    type: ObjectType,
    id: string,
    { signal, members = false }: { signal: AbortSignal; members?: boolean },
  ): Promise<TargetObject | null> {
    const url = endpoint.resource(type, id, members ? {} : withoutMembers(type));
    const limit = members ? { timeoutMs: membersTimeoutMs } : {};
    const response = await askResource(connection, { action: `read the ${type}`, url, signal, ...limit });
    return response === null ? null : readResource(response);
  }

  function write(write: ObjectWrite, options: { signal: AbortSignal }): Promise<WriteResult>;
  function write(write: MemberWrite, options: { signal: AbortSignal }): Promise<MemberWriteResult>;
  async function write(request: Write, around: { signal: AbortSignal }): Promise<MemberWriteResult> {
    try {
      if (request.kind === "members") return await writeMembers(line, request, around);
      return await writeObject(line, request, around);
    } catch (error) {
      // A look at what is there, on the way to a better request.
      if (error instanceof TargetError) return { kind: "failed", failure: error.failure };
      throw error;
    }
  }

  return {
    identity: endpoint.identity,
    get requests() {
      return connection.requests;
    },
    concurrency: config.concurrency,
    memberBatch: config.profile.memberBatch,
    find: (type, key, around) => findObjects(line, { type, key }, around),
    list: (type, around) => listObjects(line, type, around),
    read,
    write,
    schema: (around) => readSchema(line, around),
    check: (key, around) => checkTarget(line, key, around),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
