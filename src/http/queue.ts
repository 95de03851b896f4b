/** Those who wait, first come, first served; whose signal ends leaves. */
export type Queue = {
  readonly length: number;
  wait(signal: AbortSignal): Promise<void>;
  /** Lets the first one go; false where nobody waits. */
  serve(): boolean;
};

export function createQueue({ onLeave }: { readonly onLeave?: () => void } = {}): Queue {
  const waiting: (() => void)[] = [];

  function wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      function go(): void {
        signal.removeEventListener("abort", leave);
        resolve();
      }
      function leave(): void {
        waiting.splice(waiting.indexOf(go), 1);
        onLeave?.();
        reject(signal.reason);
      }
      signal.addEventListener("abort", leave, { once: true });
      waiting.push(go);
    });
  }

  function serve(): boolean {
    const go = waiting.shift();
    go?.();
    return go !== undefined;
  }

  return {
    get length() {
      return waiting.length;
    },
    wait,
    serve,
  };
}
