import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { HttpRequest, HttpResponse } from "./message.ts";
import { describeFault, EndlessAnswer, TransportError } from "./transport-error.ts";

type Exchange = Omit<HttpRequest, "url" | "timeoutMs"> & {
  readonly to: URL;
  readonly limits: { readonly connectTimeoutMs: number; readonly timeoutMs: number };
};

/** A body may take this many times as long as its sender may be silent. */
const longestBody = 10;

/**
 * One request and its answer on undici's callbacks. Its promise interface costs twice the processor time and
 * does not tell whether a failed request had left this machine.
 */
export function exchange(
  dispatcher: Dispatcher,
  { to, limits, ...request }: Exchange,
): Promise<HttpResponse> {
  const { signal } = request;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    let started: Dispatcher.DispatchController | null = null;
    let status = 0;
    let begun = 0;
    let headers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];

    function abort(): void {
      // Before undici's own error, and now, even where the request still waits for a connection.
      reject(signal.reason);
      started?.abort(abortError(signal));
    }
    signal.addEventListener("abort", abort, { once: true });

    const options = {
      origin: to.origin,
      path: to.pathname + to.search,
      method: request.method,
      headers: request.headers,
      body: request.body ?? null,
      headersTimeout: limits.timeoutMs,
      bodyTimeout: limits.timeoutMs,
    };
    dispatcher.dispatch(options, {
      onRequestStart(controller) {
        if (signal.aborted) controller.abort(abortError(signal));
        else started = controller;
      },
      onResponseStart(_controller, statusCode, responseHeaders) {
        status = statusCode;
        headers = responseHeaders;
        begun = performance.now();
      },
      onResponseData(controller, chunk) {
        chunks.push(chunk);
        // Undici's own limit is for silence: whoever sends a byte now and then would hold us for ever.
        if (performance.now() - begun > longestBody * limits.timeoutMs) controller.abort(new EndlessAnswer());
      },
      onResponseEnd() {
        signal.removeEventListener("abort", abort);
        resolve({ status, headers: flatten(headers), body: text(chunks) });
      },
      onResponseError(_controller, cause) {
        signal.removeEventListener("abort", abort);
        const sent = started !== null;
        const told = describeFault(cause, { ...limits, longestBody, begun: status > 0 });
        reject(new TransportError(to.origin, { ...told, sent, cause }));
      },
    });
  });
}

function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("Aborted", { cause: signal.reason });
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

function text(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  if (only === undefined) return "";
  return (chunks.length === 1 ? only : Buffer.concat(chunks)).toString("utf8");
}
