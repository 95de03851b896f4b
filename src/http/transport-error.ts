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

/** Puts an error of the network stack into words. */
export function describeFault(
  error: Error,
  limits: { connectTimeoutMs: number; timeoutMs: number },
): { fault: TransportFault; reason: string } {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const known = faultsByCode[code];
  if (known !== undefined) return { fault: known[0], reason: known[1] };
  if (connectTimeouts.has(code)) {
    return { fault: "unreachable", reason: `no connection within ${seconds(limits.connectTimeoutMs)}` };
  }
  if (answerTimeouts.has(code)) {
    return { fault: "timeout", reason: `no answer within ${seconds(limits.timeoutMs)}` };
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
const answerTimeouts: ReadonlySet<string> = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);
const certificateCode = /CERT|^UNABLE_TO_|SELF_SIGNED|^HOSTNAME_MISMATCH$/;

function seconds(ms: number): string {
  return `${String(Math.ceil(ms / 1000))} s`;
}
