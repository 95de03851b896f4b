import type { StoredCycle } from "../store/cycles.ts";

export type LastCycle = Pick<StoredCycle, "startedAt" | "endedAt" | "state">;

/**
 * That something in a job's directory has changed: a reason to run its next cycle sooner, and nothing more.
 */
export type Notices = {
  /** Something has changed. */
  give(): void;
  /** When a cycle should begin for what was noticed since the last one began; null: nothing was. */
  dueAt(last: LastCycle | null): Date | null;
  /** Aborted at the next notice, if none is waiting for a cycle already. */
  next(): AbortSignal;
};

export type NoticesOptions = {
  /** From the first notice to its cycle: what changes together is noticed one by one. */
  readonly debounceMs: number;
  /**
   * From the end of a cycle to one that notices begin: a busy directory must not keep a job running. It
   * doubles with every cycle that stops.
   */
  readonly pauseMs: number;
  readonly now: () => Date;
};

/** Longer than any interval. */
const mostDoublings = 16;

/**
 * Whatever was noticed before a cycle began is in what the cycle reads, whoever ran it, unless it stopped.
 * What is noticed after that, however often, makes one more cycle due.
 */
export function createNotices({ debounceMs, pauseMs, now }: NoticesOptions): Notices {
  let first: Date | null = null;
  let latest: Date | null = null;
  let waiting = new AbortController();
  let judged: Date | null = null;
  /** In a row, the cycle that began at `judged` included. */
  let stops = 0;

  function countStop({ startedAt, state }: LastCycle): void {
    if (judged?.getTime() === startedAt.getTime()) return;
    judged = startedAt;
    stops = state === "failed" ? stops + 1 : 0;
  }

  return {
    give() {
      latest = now();
      if (first !== null) return;
      first = latest;
      waiting.abort();
      waiting = new AbortController();
    },
    dueAt(last) {
      if (last !== null) countStop(last);
      if (first !== null && last !== null && stops === 0 && first < last.startedAt) {
        first = latest !== null && latest >= last.startedAt ? latest : null;
      }
      if (first === null) return null;
      const pause = pauseMs * 2 ** Math.min(Math.max(0, stops - 1), mostDoublings);
      const rested = (last?.endedAt?.getTime() ?? 0) + pause;
      return new Date(Math.max(first.getTime() + debounceMs, rested));
    },
    next: () => waiting.signal,
  };
}
