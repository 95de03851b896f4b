import pMap from "p-map";
import type { CycleFailure } from "../store/cycles.ts";
import { isRemovalPhase, type Phase, type StoredOperation } from "../store/operations.ts";
import { carryOut, type CarryOutOptions, type Deferred } from "./carry-out.ts";
import type { CycleContext } from "./context.ts";
import { OutcomeBuffer } from "./outcome-buffer.ts";
import { resolveReferences } from "./resolve.ts";

/** How many operations are marked as sent at once. */
const chunk = 100;
const phases = ["users", "groups", "userRemovals", "groupRemovals"] as const;

/**
 * Carries phases of a plan out with bounded concurrency, one operation per object, and stores what came of
 * them.
 */
export class Applier {
  readonly #context: CycleContext;
  readonly #buffer: OutcomeBuffer;
  #deferred: Deferred[] = [];
  #done = 0;
  #total = 0;

  constructor(context: CycleContext) {
    this.#context = context;
    this.#buffer = new OutcomeBuffer(context);
  }

  /** The first failures, for the cycle's report. */
  get failures(): readonly CycleFailure[] {
    return this.#buffer.failures;
  }

  /** Counts what is planned by now, for whoever watches. */
  async count(): Promise<void> {
    const { operations } = this.#context.store;
    const counts = await Promise.all(phases.map((phase) => operations.count(phase)));
    this.#total = this.#done + counts.reduce((sum, count) => sum + count, 0);
  }

  /**
   * What stops the cycle lets the requests under way end, and stores what came of them, before it is thrown.
   */
  async run(phase: Phase, level: number): Promise<void> {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#context.signal]);
    await pMap(
      this.#taken({ phase, level, signal }),
      async ({ operation, targetIds }) => {
        try {
          await this.#carryOut(operation, {
            phase,
            targetIds,
            earlier: null,
            // Nobody gives up a value so that somebody can be removed: a conflict is final there.
            defer: !isRemovalPhase(phase),
          });
        } catch (error) {
          stop.abort(error);
        }
      },
      { concurrency: this.#context.target.concurrency },
    );
    await this.#buffer.flush();
    signal.throwIfAborted();
  }

  /**
   * Tries what met a conflict again, round by round, as long as a round gets further: a chain of renames of
   * any length comes right. One after the other and each stored at once, so that of two who want one account
   * only the first gets it.
   */
  async settleDeferred(phase: Phase): Promise<void> {
    let before = Number.POSITIVE_INFINITY;
    while (this.#deferred.length > 0) {
      const round = this.#deferred;
      const defer = round.length < before;
      before = round.length;
      this.#deferred = [];
      for (const { operation, because } of round) {
        this.#context.signal.throwIfAborted();
        const targetIds = await resolveReferences(this.#context, [operation]);
        await this.#carryOut(operation, { phase, targetIds, earlier: because, defer });
        await this.#buffer.flush();
      }
    }
  }

  async #carryOut(operation: StoredOperation, options: CarryOutOptions): Promise<void> {
    const carried = await carryOut(this.#context, operation, options);
    if (carried.kind === "deferred") {
      this.#deferred.push(carried);
      return;
    }
    this.#done += 1;
    this.#context.observe({ stage: "apply", done: this.#done, total: this.#total });
    await this.#buffer.add(carried.outcome);
  }

  async *#taken({ phase, level, signal }: Portion): AsyncGenerator<Taken, void, undefined> {
    while (!signal.aborted) {
      const operations = await this.#context.store.operations.take({ phase, level, limit: chunk });
      if (operations.length === 0) return;
      const targetIds = await resolveReferences(this.#context, operations);
      for (const operation of operations) {
        if (signal.aborted) return;
        yield { operation, targetIds };
      }
    }
  }
}

type Portion = { readonly phase: Phase; readonly level: number; readonly signal: AbortSignal };
type Taken = { readonly operation: StoredOperation; readonly targetIds: CarryOutOptions["targetIds"] };
