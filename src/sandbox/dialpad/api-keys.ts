import type { Clock } from "../clock.ts";
import { ScimError } from "./scim-error.ts";

type KeyState = { readonly admin: boolean; readonly expiresAt: number | null; readonly revoked: boolean };

/** The API keys of one Dialpad company. */
export class ApiKeys {
  readonly #keys = new Map<string, KeyState>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a key or changes what it is; `expiresAt` in milliseconds since the epoch. */
  set(key: string, state: Partial<KeyState>): void {
    const before = this.#keys.get(key) ?? { admin: true, expiresAt: null, revoked: false };
    this.#keys.set(key, { ...before, ...state });
  }

  /** Throws unless the request carries the key of an administrator. */
  check(authorization: string | undefined): void {
    const key = /^Bearer\s+(\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
    const state = this.#keys.get(key);
    const expired = state !== undefined && state.expiresAt !== null && state.expiresAt <= this.#clock.now();
    if (state === undefined || state.revoked || expired)
      throw new ScimError(401, null, "Authorization failure.");
    if (!state.admin) throw new ScimError(403, null, "The key does not belong to a company administrator.");
  }
}
