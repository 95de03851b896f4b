import type { AccessToken, TokenCredential } from "@azure/identity";
import { type CredentialOptions, createCredential } from "./credential.ts";
import { createIdentityHttp } from "./identity-http.ts";
import { tokenFault } from "./token-fault.ts";

export type Tokens = {
  /** Throws `StopError` for a refusal, `TransportError` when there is no answer. */
  get(options: { signal: AbortSignal }): Promise<string>;
  /** The next token is a new one. */
  forget(): void;
};

/** Before the end of a token's life when the next one is asked for; the identity library's own figure. */
const marginMs = 5 * 60_000;

/**
 * One token at a time, kept as long as it is good: asking the identity library costs a millisecond each time.
 */
export function createTokens(options: CredentialOptions & { credential: TokenCredential | null }): Tokens {
  const { config, endpoints } = options;
  const identityHttp = createIdentityHttp(options.http);
  let credential: TokenCredential | null = null;
  let current: Promise<AccessToken> | null = null;
  let expires = 0;

  async function get({ signal }: { signal: AbortSignal }): Promise<string> {
    if (current === null || Date.now() > expires) {
      expires = Number.POSITIVE_INFINITY;
      current = acquire(signal);
    }
    const asked = current;
    try {
      const { token, expiresOnTimestamp } = await asked;
      if (asked === current) expires = expiresOnTimestamp - marginMs;
      return token;
    } catch (error) {
      if (asked === current) forget();
      throw error;
    }
  }

  async function acquire(signal: AbortSignal): Promise<AccessToken> {
    identityHttp.reset();
    try {
      credential ??= options.credential ?? createCredential({ ...options, identityHttp });
      const token = await credential.getToken(endpoints.scope, { abortSignal: signal });
      if (token !== null) return token;
    } catch (error) {
      signal.throwIfAborted();
      throw fault(error);
    }
    throw fault(new Error("the credential gives none"));
  }

  function fault(error: unknown): Error {
    return tokenFault(error, { config, authorityUrl: endpoints.authorityUrl, last: identityHttp.last });
  }

  function forget(): void {
    current = null;
    // With the identity library's own cache.
    credential = null;
  }

  return { get, forget };
}
