import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../../../src/http/clock.ts";

type Timer = { readonly at: number; readonly run: () => void };

/** Time that passes only when nothing else is left to do. */
export class SimulatedClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const callOff = this.after(ms, () => {
        signal.removeEventListener("abort", leave);
        resolve();
      });
      function leave(): void {
        callOff();
        reject(signal.reason);
      }
      signal.addEventListener("abort", leave);
    });
  }

  /** Lets time pass until the work is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    const open = new Set([work]);
    const ended = work.finally(() => open.clear());
    ended.catch(() => undefined);
    await setImmediate();
    while (open.size > 0) {
      this.#step();
      await setImmediate();
    }
    return ended;
  }

  #step(): void {
    const next = [...this.#timers].reduce<Timer | null>(
      (first, timer) => (first === null || timer.at < first.at ? timer : first),
      null,
    );
    if (next === null) throw new Error("Everybody waits for ever");
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.at);
    next.run();
  }
}
