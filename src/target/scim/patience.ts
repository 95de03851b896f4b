import type { HttpResponse } from "../../http/message.ts";
import type { RetryOptions } from "../../http/retry.ts";
import { backoffMs } from "../../http/retry.ts";
import { TransportError } from "../../http/transport-error.ts";
import { isRepeatable, type ScimRequest } from "./scim-request.ts";

/** Tries after the first where the target asks for patience, and where something fails. */
const patientTries = 8;
const faultTries = 3;

/** An answer that another try can better. `rested`: the quiet it asked for is kept already. */
export class TryAgain extends Error {
  override readonly name = "TryAgain";
  readonly response: HttpResponse;
  readonly why: "rested" | "failed";

  constructor(response: HttpResponse, why: "rested" | "failed") {
    super(`The target answered ${String(response.status)}`);
    this.response = response;
    this.why = why;
  }
}

/** How long one request waits after each of its failures; null: it is given up. */
export function createPatience(request: ScimRequest): NonNullable<RetryOptions["delayOf"]> {
  let rests = 0;
  let faults = 0;
  return (error) => {
    if (error instanceof TryAgain && error.why === "rested") {
      rests += 1;
      return rests > patientTries ? null : 0;
    }
    if (request.once === true || !canPass(request, error)) return null;
    faults += 1;
    return faults > faultTries ? null : backoffMs(faults);
  };
}

function canPass(request: ScimRequest, error: Error): boolean {
  if (error instanceof TryAgain) return true;
  if (!(error instanceof TransportError) || error.fault === "certificate") return false;
  return !error.sent || isRepeatable(request);
}
