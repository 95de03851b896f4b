/** Places for requests under way, given out first come, first served. */
export type Slots = {
  take(signal: AbortSignal): Promise<void>;
  give(): void;
};

/** `most` is asked whenever a place is wanted or becomes free. */
export function createSlots(most: () => number): Slots {
  const waiting: (() => void)[] = [];
  let taken = 0;

  async function take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (taken >= most()) await turn(signal);
    else taken += 1;
  }

  function turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      function go(): void {
        signal.removeEventListener("abort", leave);
        resolve();
      }
      function leave(): void {
        waiting.splice(waiting.indexOf(go), 1);
        reject(signal.reason);
      }
      signal.addEventListener("abort", leave, { once: true });
      waiting.push(go);
    });
  }

  function give(): void {
    taken -= 1;
    while (taken < most()) {
      const next = waiting.shift();
      if (next === undefined) return;
      taken += 1;
      next();
    }
  }

  return { take, give };
}
