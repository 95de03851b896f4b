import type { CycleFailure } from "../store/cycles.ts";
import type { Outcome } from "../store/operations.ts";
import type { CycleContext } from "./context.ts";
import { permanentFailure } from "./failures.ts";
import { belatedOutcome } from "./outcome.ts";

/** How many outcomes one commit holds; a crash makes at most so many objects be looked up again. */
const batch = 100;
/** A slow target must not keep outcomes in memory only. */
const flushMs = 1_000;

/** How many failures a cycle's report names. */
const reported = 1_000;

type BufferContext = Pick<CycleContext, "store" | "job" | "cycle">;

/** Gathers outcomes and commits them in batches, in order. */
export class OutcomeBuffer {
  /** The first failures of what was committed, for the cycle's report; the log has them all. */
  readonly failures: CycleFailure[] = [];
  readonly #context: BufferContext;
  #waiting: Outcome[] = [];
  #lastFlush = performance.now();
  #committing: Promise<void> = Promise.resolve();

  constructor(context: BufferContext) {
    this.#context = context;
  }

  async add(outcome: Outcome): Promise<void> {
    this.#waiting.push(outcome);
    if (this.#waiting.length >= batch || performance.now() - this.#lastFlush >= flushMs) await this.flush();
  }

  async flush(): Promise<void> {
    const outcomes = this.#waiting;
    this.#waiting = [];
    this.#lastFlush = performance.now();
    if (outcomes.length > 0) this.#committing = this.#committing.then(() => this.#commit(outcomes));
    await this.#committing;
  }

  async #commit(outcomes: readonly Outcome[]): Promise<void> {
    const settled = await refuseSecondHolders(this.#context, outcomes);
    await this.#context.store.operations.commit(settled);
    for (const { operation, escrow } of settled) {
      if (escrow === null || this.failures.length >= reported) continue;
      const { code, message, cure } = escrow.failure;
      this.failures.push({ who: operation.source.name, operation: operation.kind, code, message, cure });
    }
  }
}

/**
 * Servers that take a create for an update answer it with an account that somebody else is linked to. It
 * stays theirs: one account has one link.
 */
async function refuseSecondHolders(
  context: BufferContext,
  outcomes: readonly Outcome[],
): Promise<readonly Outcome[]> {
  const holders = new Map<string, string>();
  for (const type of ["user", "group"] as const) {
    const ofType = outcomes.filter(({ operation }) => operation.type === type);
    const targetIds = ofType.flatMap((outcome) => createdAccount(outcome) ?? []);
    if (targetIds.length === 0) continue;
    for (const { targetId, sourceId } of await context.store.links.ofTargets(type, targetIds)) {
      holders.set(`${type} ${targetId}`, sourceId);
    }
  }
  return outcomes.map((outcome) => {
    const { operation } = outcome;
    const targetId = createdAccount(outcome);
    if (targetId === null) return outcome;
    const key = `${operation.type} ${targetId}`;
    const holder = holders.get(key) ?? operation.source.id;
    holders.set(key, holder);
    if (holder === operation.source.id) return outcome;
    const message = `the target answered the create with account ${targetId}, which belongs to ${holder}`;
    const failure = permanentFailure("DuplicateSourceEntries", message);
    return belatedOutcome(context, operation, { kind: "failed", failure });
  });
}

/** The account that a create is said to have made; null for all that links by other means. */
function createdAccount({ operation, link }: Outcome): string | null {
  if (operation.kind !== "create" || operation.link.kind === "move" || link.kind !== "set") return null;
  return link.targetId;
}
