import type { MemberWriteResult, Write } from "../../target.ts";
import type { Line } from "../line.ts";
import { createBulkCarrier, type Passenger } from "./bulk-carrier.ts";
import { bulkOperation } from "./bulk-operation.ts";
import { createBulkQueue } from "./bulk-queue.ts";
import { BulkTrust } from "./bulk-trust.ts";
import { createTurns } from "./turns.ts";

/** Carries one write out. */
export type CarryOutWrite = (write: Write, around: { signal: AbortSignal }) => Promise<MemberWriteResult>;

export type BulkWriter = {
  /** How many writes may be under way together. */
  readonly concurrency: number;
  readonly write: CarryOutWrite;
};

/**
 * Writes that are under way together travel in bulk requests (RFC 7644 section 3.7) where the application
 * offers them. Whoever calls has never two writes to one resource under way, so no request has. What cannot
 * be said in one operation, and what a bulk request did not settle, goes `single`. References between the
 * operations of a request are not used: docs/decisions/013-bulk-without-references.md.
 */
export function createBulkWriter(options: {
  readonly line: Line;
  readonly single: CarryOutWrite;
  /** How many single writes may be under way. */
  readonly concurrency: number;
}): BulkWriter {
  const { line, single, concurrency } = options;
  const trust = new BulkTrust(line.capabilities);
  const turns = createTurns(concurrency);
  const board = createBulkQueue<Passenger>({
    limits: () => trust.limits ?? noBulk,
    send: createBulkCarrier({ line, trust, alone }),
  });

  async function write(wanted: Write, { signal }: { signal: AbortSignal }): Promise<MemberWriteResult> {
    const sized = trust.limits === null ? null : bulkOperation(line, wanted);
    if (sized === null) return alone({ write: wanted, signal });
    return new Promise((arrive, fail) => {
      board({ write: wanted, signal, ...sized, arrive, fail });
    });
  }

  function alone({ write: wanted, signal }: Pick<Passenger, "write" | "signal">): Promise<MemberWriteResult> {
    return turns(() => single(wanted, { signal }));
  }

  return {
    get concurrency() {
      return Math.max(concurrency, trust.limits?.maxOperations ?? 0);
    },
    write,
  };
}

/** What still waits when bulk turns out not to work departs at once, each for itself. */
const noBulk = { maxOperations: 1, maxPayloadBytes: 0 };
