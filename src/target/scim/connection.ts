import type { Clock } from "../../http/clock.ts";
import type { HttpClient } from "../../http/client.ts";
import type { HttpResponse } from "../../http/message.ts";
import { retry } from "../../http/retry.ts";
import { TransportError } from "../../http/transport-error.ts";
import { StopError } from "../../rules/stop-error.ts";
import { notScim } from "./answer.ts";
import type { Authorization } from "./authorization.ts";
import { describe, readError } from "./failure.ts";
import { bodyOf } from "./body.ts";
import { quietTooLong, unreachable } from "./no-answer.ts";
import { createPatience, TryAgain } from "./patience.ts";
import { longestQuietMs, type Pressure } from "./pressure/pressure.ts";
import { httpRequest, isRepeatable, kindOf, type ScimRequest } from "./scim-request.ts";
import { isUnsure, mayBeDone, type Sent, sentOf } from "./sent.ts";

export type { ScimRequest, Sent };

export type Connection = {
  /** Requests sent so far, retries included. */
  readonly requests: number;
  /**
   * Sends under the pressure the target bears, with the right to speak, and as many tries as are safe.
   * Returns any answer that is not about all requests alike; a rejected token, a redirect and silence are a
   * `StopError`.
   */
  send(request: ScimRequest): Promise<Sent>;
};

/** What one connection is made of. */
export type ConnectionParts = {
  readonly http: HttpClient;
  readonly pressure: Pressure;
  readonly authorization: Authorization;
  readonly clock: Clock;
};

export function createConnection(parts: ConnectionParts): Connection {
  const { http, pressure, authorization, clock } = parts;
  let requests = 0;
  /** It has answered like a SCIM server: what does not look like one now is a disturbance. */
  let proven = false;
  /** The target asked for more quiet than a cycle has time for. */
  let away: StopError | null = null;

  async function send(request: ScimRequest): Promise<Sent> {
    const { signal } = request;
    const delayOf = createPatience(request);
    let unsure = false;
    try {
      const response = await retry(() => attempt(request), {
        signal,
        retries: Number.POSITIVE_INFINITY,
        delayOf(error, tries) {
          unsure ||= isUnsure(error);
          return delayOf(error, tries);
        },
        clock,
      });
      return sentOf(request, { response, unsure });
    } catch (error) {
      if (error instanceof TryAgain) return sentOf(request, { response: error.response, unsure });
      if (!(error instanceof TransportError)) throw error;
      if (error.sent && !isRepeatable(request)) return { kind: "lost", message: error.message };
      throw unreachable(error);
    }
  }

  async function attempt(request: ScimRequest): Promise<HttpResponse> {
    const { response, quietMs } = await authorized(request);
    const { status } = response;
    if (status >= 300 && status < 400) throw notScim("an answer", response);
    if (quietMs !== null) {
      if (quietMs > longestQuietMs) {
        // Locked is one object (RFC 4918 section 11.3), and nobody else need wait for it.
        if (status === 423) return response;
        throw (away = quietTooLong(quietMs));
      }
      if (isRepeatable(request) || !mayBeDone(request, response)) throw new TryAgain(response, "rested");
    }
    if (!isRepeatable(request)) return response;
    if (status >= 500 && status !== 501) throw new TryAgain(response, "failed");
    if (request.method === "GET" && status < 300 && isDisturbed(response))
      throw new TryAgain(response, "failed");
    return response;
  }

  /** Sends once, or twice where a refused token could be replaced, or was accepted before. */
  async function authorized(request: ScimRequest): ReturnType<Pressure["send"]> {
    const { signal } = request;
    for (let again = false; ; again = true) {
      const token = await authorization.token(signal);
      const felt = await pressure.send(() => exchange(request, token), { kind: kindOf(request), signal });
      const { response } = felt;
      // A bulk response has its errors under status 200, and they can quote us.
      if (response.status < 300 && request.method !== "POST") return felt;
      const body = authorization
        .secrets()
        .reduce((text, secret) => text.replaceAll(secret, "***"), response.body);
      if (response.status !== 401) return { ...felt, response: { ...response, body } };
      if ((authorization.refused(token) || proven) && !again) continue;
      const said = describe(readError({ ...response, body }));
      throw new StopError("credentials", `The target rejects our credentials: ${said}`, {
        cure: authorization.cure,
      });
    }
  }

  function exchange(request: ScimRequest, token: string): Promise<HttpResponse> {
    if (away !== null) throw away;
    requests++;
    return http.request(httpRequest(request, token));
  }

  /** Something else in the place of a resource, or half of one. */
  function isDisturbed(response: HttpResponse): boolean {
    const shape = bodyOf(response.body);
    if (shape === "json") proven = true;
    return shape === "half" || (shape !== "json" && proven);
  }

  return {
    get requests() {
      return requests;
    },
    send,
  };
}
