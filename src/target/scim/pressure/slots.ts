import { createQueue } from "../../../http/queue.ts";

/** Places for requests under way, given out first come, first served. */
export type Slots = {
  take(signal: AbortSignal): Promise<void>;
  give(): void;
};

/** `most` is asked whenever a place is wanted or becomes free. */
export function createSlots(most: () => number): Slots {
  const queue = createQueue();
  let taken = 0;

  async function take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (taken >= most()) await queue.wait(signal);
    else taken += 1;
  }

  function give(): void {
    taken -= 1;
    while (taken < most() && queue.serve()) taken += 1;
  }

  return { take, give };
}
