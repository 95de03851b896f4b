import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";

export type TokenSubject = {
  readonly issuer: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly audience: string;
  readonly roles: readonly string[];
  readonly lifetimeSeconds: number;
};

/** Null where the token is good, else what Graph says about it. */
export type TokenFault = string | null;

/** Issues and checks the bearer tokens of one tenant: JSON Web Tokens, signed with a key nobody else has. */
export class AccessTokens {
  readonly #key = randomBytes(32);
  readonly #clock: Clock;
  #revoked = new Set<string>();
  #issued = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue({ issuer, tenantId, clientId, audience, roles, lifetimeSeconds }: TokenSubject): string {
    const now = Math.floor(this.#clock.now() / 1_000);
    const id = randomUUID();
    this.#issued.add(id);
    const claims = {
      aud: audience,
      iss: issuer,
      iat: now,
      nbf: now,
      exp: now + lifetimeSeconds,
      appid: clientId,
      idtyp: "app",
      oid: clientId,
      roles,
      sub: clientId,
      tid: tenantId,
      uti: id,
      ver: "1.0",
    };
    const signed = `${encoded({ typ: "JWT", alg: "HS256" })}.${encoded(claims)}`;
    return `${signed}.${this.#sign(signed).toString("base64url")}`;
  }

  /** Refuses every token issued so far. */
  revokeAll(): void {
    this.#revoked = this.#revoked.union(this.#issued);
    this.#issued = new Set();
  }

  check(authorization: string | undefined): TokenFault {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) return "Access token is empty.";
    const [header, payload, signature] = token.split(".");
    if (header === undefined || payload === undefined || signature === undefined) {
      return "IDX14100: JWT is not well formed, there are no dots (.).";
    }
    const given = Buffer.from(signature, "base64url");
    const right = this.#sign(`${header}.${payload}`);
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      return "Access token validation failure. Invalid signature.";
    }
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as { exp: number; uti: string };
    if (this.#revoked.has(claims.uti)) {
      return "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp";
    }
    if (claims.exp * 1_000 <= this.#clock.now()) return "Lifetime validation failed, the token is expired.";
    return null;
  }

  #sign(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text).digest();
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
