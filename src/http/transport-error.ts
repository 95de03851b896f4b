/** What kept an answer from arriving; callers branch on this, people read `reason`. */
export type TransportFault = "unreachable" | "certificate" | "timeout" | "broken";

/** A request that got no usable answer. */
export class TransportError extends Error {
  override readonly name = "TransportError";
  readonly fault: TransportFault;
  /** The request may have reached the server: look before repeating a write. */
  readonly sent: boolean;
  /** In plain words, without the URL: "connection refused". */
  readonly reason: string;

  constructor(origin: string, failure: TransportFailure) {
    super(`Cannot get an answer from ${origin}: ${failure.reason}`, { cause: failure.cause });
    this.fault = failure.fault;
    this.sent = failure.sent;
    this.reason = failure.reason;
  }
}

export type TransportFailure = {
  readonly fault: TransportFault;
  readonly sent: boolean;
  readonly reason: string;
  readonly cause: unknown;
};

/** The body comes, but it does not end. */
export class EndlessAnswer extends Error {
  readonly code = "ENDLESS_ANSWER";
}

/** How long each phase of a request may take. */
export type PhaseLimits = {
  readonly connectTimeoutMs: number;
  /** Silence before the answer, and in the middle of it. */
  readonly timeoutMs: number;
  /** The whole body, in times of that. */
  readonly longestBody: number;
  /** The answer's headers had come. */
  readonly begun: boolean;
};

/** Puts an error of the network stack into words. */
export function describeFault(error: Error, limits: PhaseLimits): { fault: TransportFault; reason: string } {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (limits.begun && brokenCodes.has(code)) {
    return { fault: "broken", reason: "the connection ended in the middle of the answer" };
  }
  const known = faultsByCode[code];
  if (known !== undefined) return { fault: known[0], reason: known[1] };
  if (connectTimeouts.has(code)) {
    return { fault: "unreachable", reason: `no connection within ${seconds(limits.connectTimeoutMs)}` };
  }
  switch (code) {
    case "UND_ERR_HEADERS_TIMEOUT":
      return { fault: "timeout", reason: `no answer within ${seconds(limits.timeoutMs)}` };
    case "UND_ERR_BODY_TIMEOUT":
      return { fault: "timeout", reason: `the answer stopped half-way for ${seconds(limits.timeoutMs)}` };
    case "ENDLESS_ANSWER": {
      const most = seconds(limits.longestBody * limits.timeoutMs);
      return { fault: "timeout", reason: `the answer was not complete after ${most}` };
    }
  }
  if (certificateCode.test(code)) {
    return { fault: "certificate", reason: `certificate not trusted: ${error.message}` };
  }
  const proxyStatus = /^Proxy response \((\d+)\)/.exec(error.message)?.[1];
  if (proxyStatus !== undefined) {
    return { fault: "unreachable", reason: `the proxy refused the connection with status ${proxyStatus}` };
  }
  if (code.startsWith("HPE_")) return { fault: "broken", reason: "the answer is not HTTP" };
  if (code.startsWith("ERR_SSL") || code === "EPROTO") {
    return { fault: "unreachable", reason: "no TLS connection possible" };
  }
  return { fault: "broken", reason: error.message === "" ? code || "unknown error" : error.message };
}

const faultsByCode: Readonly<Record<string, readonly [TransportFault, string]>> = {
  ECONNREFUSED: ["unreachable", "connection refused"],
  ENOTFOUND: ["unreachable", "host not found"],
  EAI_AGAIN: ["unreachable", "host not found: the name server does not answer"],
  EHOSTUNREACH: ["unreachable", "host not reachable"],
  ENETUNREACH: ["unreachable", "network not reachable"],
  ECONNRESET: ["broken", "connection reset"],
  EPIPE: ["broken", "connection reset"],
  UND_ERR_SOCKET: ["broken", "connection closed without an answer"],
  UND_ERR_PRX_CONN: ["unreachable", "the proxy closed the connection"],
  UND_ERR_PRX_TLS: ["certificate", "certificate of the proxy not trusted"],
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ["broken", "the answer is too large"],
  UND_ERR_HEADERS_OVERFLOW: ["broken", "the answer is not HTTP"],
};

const connectTimeouts: ReadonlySet<string> = new Set(["UND_ERR_CONNECT_TIMEOUT", "ETIMEDOUT"]);
const brokenCodes: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);
const certificateCode = /CERT|^UNABLE_TO_|SELF_SIGNED|^HOSTNAME_MISMATCH$/;

function seconds(ms: number): string {
  return `${String(Math.ceil(ms / 1000))} s`;
}
