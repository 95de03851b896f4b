import type { BulkLimits } from "../../../rules/target-capabilities.ts";
import type { Capabilities } from "../discovery/capabilities.ts";

/** Requests refused as a whole, before any was answered, after which it is not about what is in them. */
const hopeless = 3;

/** How far the application's bulk has proved itself: what it does not do is learned. */
export class BulkTrust {
  readonly #capabilities: Capabilities;
  #most: BulkLimits = { maxOperations: Infinity, maxPayloadBytes: Infinity };
  #proven = false;
  #lost = false;
  #refusals = 0;

  constructor(capabilities: Capabilities) {
    this.#capabilities = capabilities;
  }

  /** Null: no bulk. */
  get limits(): BulkLimits | null {
    const { bulk } = this.#capabilities.now;
    if (bulk === null || this.#lost) return null;
    const limits = smaller(bulk, this.#most);
    return limits.maxOperations < 2 ? null : limits;
  }

  answered(): void {
    this.#proven = true;
  }

  /** Too much was in a request. */
  tooLarge(limits: BulkLimits): void {
    this.#keepTo(limits);
    const { bulk } = this.#capabilities.now;
    if (bulk !== null) this.#capabilities.learn({ bulk: smaller(bulk, limits) });
  }

  /** A request was refused as a whole, and something in it may be the cause. */
  refused(): void {
    this.#refusals++;
    if (!this.#proven && this.#refusals >= hopeless) this.lose();
  }

  /** Both halves of a refused request went well: the whole was too much. */
  fits(maxOperations: number): void {
    this.tooLarge({ maxOperations, maxPayloadBytes: Infinity });
  }

  /**
   * A request went out and no usable answer came. The next ones are smaller; where nothing but errors has
   * come yet, there are no next ones.
   */
  doubt(operations: number, { lost }: { readonly lost: boolean }): void {
    if (lost || this.#proven) this.#keepTo({ ...this.#most, maxOperations: Math.ceil(operations / 2) });
    else this.lose();
  }

  lose(): void {
    this.#lost = true;
    this.#capabilities.learn({ bulk: null });
  }

  #keepTo(limits: BulkLimits): void {
    this.#most = smaller(this.#most, limits);
  }
}

function smaller(one: BulkLimits, other: BulkLimits): BulkLimits {
  return {
    maxOperations: Math.min(one.maxOperations, other.maxOperations),
    maxPayloadBytes: Math.min(one.maxPayloadBytes, other.maxPayloadBytes),
  };
}
