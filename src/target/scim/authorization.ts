import type { TargetAuth } from "../../config/config.ts";
import type { HttpClient } from "../../http/client.ts";
import type { HttpResponse } from "../../http/message.ts";
import { retry } from "../../http/retry.ts";
import { TransportError } from "../../http/transport-error.ts";
import { property } from "../../rules/attribute-path.ts";
import { StopError } from "../../rules/stop-error.ts";
import { parseJson, shape } from "./answer.ts";

/** The right to speak to the target. */
export type Authorization = {
  /** The bearer token to send now. */
  token(signal: AbortSignal): Promise<string>;
  /** Reports that the target refused this token: true where another one can be had. */
  refused(token: string): boolean;
  /** Why the target may have refused, and what to do. */
  readonly cure: string;
  /** Texts that must not be shown to anybody. */
  secrets(): readonly string[];
};

export function createAuthorization(auth: TargetAuth, http: HttpClient): Authorization {
  switch (auth.kind) {
    case "token":
      return fixedToken(auth);
    case "clientCredentials":
      return clientCredentials(auth, http);
  }
}

function fixedToken({ token, expires }: TargetAuth & { kind: "token" }): Authorization {
  const until =
    expires === null ? "" : `, which expires on ${expires.toISOString().slice(0, 10)} as configured`;
  return {
    token: () => Promise.resolve(token),
    refused: () => false,
    cure: `Check \`target.auth.token\`${until}: make a new API key in the application if it has expired or was revoked`,
    secrets: () => [token],
  };
}

/** A token is renewed this long before it ends. */
const marginMs = 60_000;
/** RFC 6749 section 5.1 recommends `expires_in` but does not demand it. */
const assumedLifeMs = 300_000;

type ClientCredentials = TargetAuth & { kind: "clientCredentials" };
type IssuedToken = { readonly text: string; readonly until: number };

/** RFC 6749 section 4.4. One token is shared by all requests, and so is the wait for it. */
function clientCredentials(auth: ClientCredentials, http: HttpClient): Authorization {
  let issued: IssuedToken | null = null;
  let pending: Promise<IssuedToken> | null = null;

  async function token(signal: AbortSignal): Promise<string> {
    if (issued !== null && issued.until > performance.now()) return issued.text;
    pending ??= requestToken(auth, http, signal).finally(() => {
      pending = null;
    });
    issued = await pending;
    return issued.text;
  }

  function refused(text: string): boolean {
    if (issued?.text === text) issued = null;
    return true;
  }

  return {
    token,
    refused,
    cure: "Check that the application accepts tokens of `target.auth.clientCredentials`, and the scope they are asked for",
    secrets: () => [auth.clientSecret, ...(issued === null ? [] : [issued.text])],
  };
}

async function requestToken(
  auth: ClientCredentials,
  http: HttpClient,
  signal: AbortSignal,
): Promise<IssuedToken> {
  const asked = performance.now();
  const response = await post(auth, http, signal);
  const json = parseJson(response.body);
  const text = property(json, "access_token");
  if (response.status === 200 && typeof text === "string" && text !== "") {
    const life = Number(property(json, "expires_in"));
    const lifeMs = life > 0 ? life * 1000 : assumedLifeMs;
    return { text, until: asked + lifeMs - Math.min(marginMs, lifeMs / 2) };
  }
  const error = property(json, "error");
  const reason = typeof error === "string" ? error : shape(response);
  if (response.status >= 500) {
    throw new StopError(
      "unreachable",
      `Cannot get a token for the target: the token endpoint sent ${reason}`,
      {
        cure: "Try again later, or check `target.auth.clientCredentials.tokenUrl`",
      },
    );
  }
  throw new StopError("credentials", `Cannot get a token for the target: the token endpoint sent ${reason}`, {
    cure:
      credentialCures[reason] ??
      "Check `target.auth.clientCredentials`: tokenUrl, clientId, clientSecret, scope",
  });
}

/** The words of RFC 6749 section 5.2. */
const credentialCures: Readonly<Record<string, string>> = {
  invalid_client:
    "Check `target.auth.clientCredentials.clientId` and `clientSecret`: the secret may have expired",
  unauthorized_client: "Allow this client the grant `client_credentials` in the application",
  invalid_scope: "Correct `target.auth.clientCredentials.scope`",
  unsupported_grant_type: "Use another kind of `target.auth`: this token endpoint has no client credentials",
};

async function post(auth: ClientCredentials, http: HttpClient, signal: AbortSignal): Promise<HttpResponse> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: auth.clientId,
    client_secret: auth.clientSecret,
    ...(auth.scope === null ? {} : { scope: auth.scope }),
  });
  const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
  try {
    return await retry(
      () => http.request({ method: "POST", url: auth.tokenUrl, headers, body: form.toString(), signal }),
      { signal, retries: 2, delayOf: (error) => (error instanceof TransportError ? "backoff" : null) },
    );
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw new StopError("unreachable", `Cannot get a token for the target: ${error.reason}`, {
      cure: "Check `target.auth.clientCredentials.tokenUrl`, the network and the proxy",
      cause: error,
    });
  }
}
