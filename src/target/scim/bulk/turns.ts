/** Lets a number of things happen at a time, the others in the order they came. */
export type Turns = <T>(run: () => Promise<T>) => Promise<T>;

/**
 * What throws is about all requests alike (`StopError`, an abort): those that still wait are rejected with
 * the same, and nothing of theirs is sent.
 */
export function createTurns(most: number): Turns {
  const waiting: { readonly go: () => void; readonly leave: (reason: unknown) => void }[] = [];
  let taken = 0;

  function turn(): Promise<void> {
    if (taken < most) {
      taken++;
      return Promise.resolve();
    }
    return new Promise((go, leave) => void waiting.push({ go, leave }));
  }

  function pass(): void {
    const next = waiting.shift();
    if (next === undefined) taken--;
    else next.go();
  }

  return async (run) => {
    await turn();
    try {
      return await run();
    } catch (error) {
      for (const { leave } of waiting.splice(0)) leave(error);
      throw error;
    } finally {
      pass();
    }
  };
}
