import { createHttpHeaders, type HttpClient as PipelineClient } from "@azure/core-rest-pipeline";
import type { HttpClient } from "../../http/client.ts";
import { TransportError } from "../../http/transport-error.ts";

/**
 * The identity library's way to the token endpoint, by the same connections, proxy and certificates as all
 * the rest.
 */
export type IdentityHttp = {
  readonly client: PipelineClient;
  /** What last went wrong since `reset`: the library's own errors do not always say. */
  readonly last: IdentityFailure | null;
  reset(): void;
};

export type IdentityFailure =
  | { readonly kind: "noAnswer"; readonly error: TransportError }
  | { readonly kind: "refusal"; readonly status: number; readonly body: string };

const timeoutMs = 30_000;

export function createIdentityHttp(http: HttpClient): IdentityHttp {
  let last: IdentityFailure | null = null;

  const client: PipelineClient = {
    async sendRequest(request) {
      const { url, method, body, abortSignal } = request;
      // Answers are read as they come, without unpacking.
      const { "accept-encoding": _, ...headers } = request.headers.toJSON();
      try {
        const answer = await http.request({
          method,
          url,
          headers,
          ...(typeof body === "string" ? { body } : {}),
          signal: abortSignal instanceof AbortSignal ? abortSignal : AbortSignal.timeout(timeoutMs),
          timeoutMs,
        });
        const { status } = answer;
        last = status < 400 ? null : { kind: "refusal", status, body: answer.body };
        return { request, status, headers: createHttpHeaders(answer.headers), bodyAsText: answer.body };
      } catch (error) {
        if (error instanceof TransportError) last = { kind: "noAnswer", error };
        throw error;
      }
    },
  };

  return {
    client,
    get last() {
      return last;
    },
    reset: () => {
      last = null;
    },
  };
}
