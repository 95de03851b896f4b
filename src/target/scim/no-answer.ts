import type { TransportError, TransportFault } from "../../http/transport-error.ts";
import { StopError } from "../../rules/stop-error.ts";

export function unreachable(error: TransportError): StopError {
  return new StopError("unreachable", `Cannot reach the target: ${error.reason}`, {
    cure: cures[error.fault],
    cause: error,
  });
}

/** What a person can do about each way of not being answered. */
const cures: Readonly<Record<TransportFault, string>> = {
  unreachable: "Check `target.url`, the network, the firewall and `http.proxy`",
  certificate:
    "Add the certificate authority that signed it to `http.ca`, or correct the application's certificate",
  timeout: "Look whether the application is up; lower `target.concurrency` if it is slow",
  broken: "Look whether the application is up, and whether a proxy or firewall cuts connections",
};

export function quietTooLong(quietMs: number): StopError {
  const minutes = String(Math.ceil(quietMs / 60_000));
  return new StopError("unreachable", `The target asks us to stay away for ${minutes} minutes`, {
    cure: "Nothing is lost: a later cycle goes on. Lower `target.rateLimit` if it happens again",
  });
}

export function brokenOff(): StopError {
  return new StopError("unreachable", "The target's answers break off half-way", {
    cure: "Look whether a proxy or firewall before the application cuts its answers; a later cycle goes on",
  });
}
