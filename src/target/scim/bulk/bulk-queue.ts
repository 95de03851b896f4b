import type { BulkLimits } from "../../../rules/target-capabilities.ts";

export type Queued = { readonly bytes: number };

/**
 * How long nobody must have come before those who wait set off. Whoever carries a plan out calls for the next
 * write as soon as there is room, so this costs nothing while there is more to come.
 */
const quietMs = 10;

/** `{"schemas":["urn:…:BulkRequest"],"Operations":[]}`, and some room. */
const envelopeBytes = 200;

/**
 * Gathers writes until a request is full, or until nobody else comes. A request that is not full waits for
 * the one under way: those whose answers it brings may have more to write.
 */
export function createBulkQueue<T extends Queued>(options: {
  readonly limits: () => BulkLimits;
  readonly send: (batch: readonly T[]) => Promise<void>;
}): (queued: T) => void {
  const { limits, send } = options;
  let waiting: T[] = [];
  let bytes = envelopeBytes;
  let underWay = 0;
  let quiet: NodeJS.Timeout | null = null;
  let lastLook: NodeJS.Immediate | null = null;

  function add(queued: T): void {
    const { maxOperations, maxPayloadBytes } = limits();
    if (waiting.length > 0 && bytes + queued.bytes > maxPayloadBytes) depart();
    waiting.push(queued);
    bytes += queued.bytes;
    if (waiting.length >= maxOperations) depart();
    else settle();
  }

  function settle(): void {
    rest();
    if (waiting.length > 0 && underWay === 0) quiet = setTimeout(look, quietMs);
  }

  /** On a busy machine the time can be up while whoever comes next is through the door already. */
  function look(): void {
    lastLook = setImmediate(depart);
  }

  function rest(): void {
    if (quiet !== null) clearTimeout(quiet);
    if (lastLook !== null) clearImmediate(lastLook);
    quiet = null;
    lastLook = null;
  }

  function depart(): void {
    rest();
    const batch = waiting;
    waiting = [];
    bytes = envelopeBytes;
    underWay++;
    void send(batch).finally(() => {
      underWay--;
      settle();
    });
  }

  return add;
}
