import type { ScimTargetConfig } from "../../config/config.ts";
import type { HttpClient } from "../../http/client.ts";
import { type Clock, systemClock } from "../../http/clock.ts";
import {
  type MemberWrite,
  type MemberWriteResult,
  type ObjectWrite,
  type Target,
  TargetError,
  type Write,
  type WriteResult,
} from "../target.ts";
import { createAuthorization } from "./authorization.ts";
import { createBulkWriter } from "./bulk/bulk-writer.ts";
import { checkTarget } from "./check.ts";
import { createConnection } from "./connection.ts";
import { createCapabilities } from "./discovery/capabilities.ts";
import { describeTarget } from "./discovery/describe.ts";
import { hasGroups } from "./discovery/group-collection.ts";
import { createEndpoint } from "./endpoint.ts";
import { createFilterTrust } from "./filter-trust.ts";
import { findObjects } from "./find.ts";
import type { Line } from "./line.ts";
import { listObjects } from "./list.ts";
import { AloneError, createOneObject, type Doing } from "./one-object.ts";
import { updateMethod } from "./patch/update-method.ts";
import { createPressure } from "./pressure/pressure.ts";
import { readObject } from "./read.ts";
import { writeMembers } from "./write-members.ts";
import { writeObject } from "./write-object.ts";

/** Where each batch of members costs a read and a write of the whole group, the fewer the better. */
const putMemberBatch = 10_000;

/**
 * A SCIM 2.0 server (RFC 7643, RFC 7644) as the target of a job. The HTTP client stays its owner's to close.
 */
export function createScimTarget(options: {
  config: ScimTargetConfig;
  http: HttpClient;
  clock?: Clock;
}): Target {
  const { config, http, clock = systemClock } = options;
  const { rateLimit: perSecond, concurrency, profile } = config;
  const line = createLine(config, {
    http,
    clock,
    pressure: createPressure({ perSecond, concurrency, clock }),
    authorization: createAuthorization(config.auth, http),
  });
  const { capabilities, connection, endpoint } = line;
  const bulk = createBulkWriter({ line, single, concurrency });

  const oneObject = createOneObject(line);

  async function single(request: Write, around: { signal: AbortSignal }): Promise<MemberWriteResult> {
    try {
      return await oneObject({ kind: "write", ...subjectOf(request), ...around }, () =>
        request.kind === "members" ? writeMembers(line, request, around) : writeObject(line, request, around),
      );
    } catch (error) {
      if (error instanceof AloneError) {
        // Nobody says how far it came.
        if (request.kind === "members") line.emptyGroups.delete(request.id);
        if (request.kind === "create" && error.stop.code !== "credentials")
          return { kind: "unknown", message: error.message, failure: error.failure };
      }
      // A look at what is there, on the way to a better request.
      if (error instanceof TargetError) return { kind: "failed", failure: error.failure };
      throw error;
    }
  }

  function write(write: ObjectWrite, options: { signal: AbortSignal }): Promise<WriteResult>;
  function write(write: MemberWrite, options: { signal: AbortSignal }): Promise<MemberWriteResult>;
  function write(request: Write, around: { signal: AbortSignal }): Promise<MemberWriteResult> {
    return bulk.write(request, around);
  }

  return {
    identity: endpoint.identity,
    get requests() {
      return connection.requests;
    },
    get concurrency() {
      return bulk.concurrency;
    },
    get memberBatch() {
      return updateMethod(line, "group") === "PUT" ? putMemberBatch : profile.memberBatch;
    },
    find: (type, key, around) =>
      oneObject({ kind: "find", type, name: () => JSON.stringify(key), signal: around.signal }, () =>
        findObjects(line, { type, key }, around),
      ),
    list: (type, around) => listObjects(line, type, around),
    read: (type, id, around) =>
      oneObject({ kind: "read", type, name: () => id, signal: around.signal }, () =>
        readObject(line, { type, id }, around),
      ),
    write,
    get capabilities() {
      return capabilities.now;
    },
    get learned() {
      return capabilities.learned;
    },
    describe: (around) => describeTarget(line, around),
    hasGroups: (around) => hasGroups(line, around),
    assume: (description) => capabilities.assume(description),
    check: (wanted, around) => checkTarget(line, wanted, around),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function subjectOf(request: Write): Pick<Doing, "type" | "name"> {
  switch (request.kind) {
    case "members":
      return { type: "group", name: () => request.id };
    case "create":
      return { type: request.type, name: () => JSON.stringify(request.changes) };
    case "update":
    case "delete":
      return { type: request.type, name: () => request.id };
  }
}

function createLine(config: ScimTargetConfig, parts: Parameters<typeof createConnection>[0]): Line {
  const { profile } = config;
  const capabilities = createCapabilities(config.capabilities);
  return {
    connection: createConnection(parts),
    endpoint: createEndpoint(config.url, () => capabilities.now),
    capabilities,
    filters: createFilterTrust(capabilities),
    choices: config.patch,
    get pageSize() {
      const most = capabilities.now.pageSize ?? profile.pageSize;
      return config.capabilities.pageSize ?? Math.min(profile.pageSize, most);
    },
    serverAssigned: profile.serverAssigned,
    emptyGroups: new Set(),
    methods: { refused: new Set(), worked: new Set() },
  };
}
