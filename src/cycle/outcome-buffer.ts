import type { Operations, Outcome } from "../store/operations.ts";

/** How many outcomes one commit holds; a crash makes at most so many objects be looked up again. */
const batch = 100;
/** A slow target must not keep outcomes in memory only. */
const flushMs = 1_000;

/** Gathers outcomes and commits them in batches, in order. */
export class OutcomeBuffer {
  readonly #operations: Pick<Operations, "commit">;
  #waiting: Outcome[] = [];
  #lastFlush = performance.now();
  #committing: Promise<void> = Promise.resolve();

  constructor(operations: Pick<Operations, "commit">) {
    this.#operations = operations;
  }

  async add(outcome: Outcome): Promise<void> {
    this.#waiting.push(outcome);
    if (this.#waiting.length >= batch || performance.now() - this.#lastFlush >= flushMs) await this.flush();
  }

  async flush(): Promise<void> {
    const outcomes = this.#waiting;
    this.#waiting = [];
    this.#lastFlush = performance.now();
    if (outcomes.length > 0)
      this.#committing = this.#committing.then(() => this.#operations.commit(outcomes));
    await this.#committing;
  }
}
