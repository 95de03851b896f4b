import type { MemberWriteResult, Write } from "../../target.ts";
import type { Line } from "../line.ts";
import type { BulkOperation } from "./bulk-operation.ts";
import { sendBulk } from "./bulk-request.ts";
import type { OperationAnswer } from "./bulk-response.ts";
import type { BulkTrust } from "./bulk-trust.ts";
import { noAnswer, resultOf, type Verdict } from "./operation-result.ts";

/** A write on its way in a bulk request. */
export type Passenger = {
  readonly write: Write;
  readonly signal: AbortSignal;
  readonly operation: BulkOperation;
  readonly bytes: number;
  readonly arrive: (result: MemberWriteResult | Promise<MemberWriteResult>) => void;
  readonly fail: (reason: unknown) => void;
};

type CarrierParts = {
  readonly line: Line;
  readonly trust: BulkTrust;
  /** Carries a write out with requests of its own. */
  readonly alone: (passenger: Passenger) => Promise<MemberWriteResult>;
};

/** Brings batches to the application; never throws: what goes wrong for all goes to each. */
export function createBulkCarrier({ line, trust, alone }: CarrierParts) {
  async function carry(batch: readonly Passenger[]): Promise<void> {
    try {
      await send(batch);
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }

  /** Whether the request was answered operation by operation. */
  async function send(batch: readonly Passenger[]): Promise<boolean> {
    if (batch.length < 2 || trust.limits === null) {
      batch.forEach(walk);
      return false;
    }
    const operations = batch.map(({ operation }) => operation);
    for (const { write } of batch) if (write.kind === "members") line.emptyGroups.delete(write.id);
    const answer = await sendBulk(line, operations, { signal: signalOf(batch) });
    switch (answer.kind) {
      case "answered":
        trust.answered();
        await settle(batch, answer.answers);
        return true;
      case "refused":
        return sendHalves(batch, answer);
      case "notOffered":
        trust.lose();
        return send(batch);
      case "unknown":
        trust.doubt(batch.length, answer);
        arrive(
          batch,
          batch.map(({ write }) => noAnswer(write, answer.why)),
        );
        return false;
    }
  }

  async function sendHalves(
    batch: readonly Passenger[],
    { tooLarge }: { readonly tooLarge: boolean },
  ): Promise<boolean> {
    const half = Math.ceil(batch.length / 2);
    const bytes = batch.reduce((sum, passenger) => sum + passenger.bytes, 0);
    if (tooLarge) trust.tooLarge({ maxOperations: half, maxPayloadBytes: bytes - 1 });
    else trust.refused();
    const first = await send(batch.slice(0, half));
    const second = await send(batch.slice(half));
    if (first && second) trust.fits(half);
    return first && second;
  }

  async function settle(
    batch: readonly Passenger[],
    answers: readonly (OperationAnswer | null)[],
  ): Promise<void> {
    const verdicts = batch.map(({ write }, index) => resultOf(line, write, answers[index] ?? null));
    // What nobody can tell the end of has to be looked up, each time anew: singly it costs no more.
    if (batch.some(({ write }, index) => isUntold(write, answers[index] ?? null))) trust.lose();
    const isOpen = batch.every(({ write }, index) => write.kind === "create" && isRefusal(verdicts[index]));
    arrive(batch, isOpen ? await tryOne(batch, verdicts) : verdicts);
  }

  /**
   * Where every create is refused it can be the bulk that does not work and not what is in it: one of them
   * shows which.
   */
  async function tryOne(
    batch: readonly Passenger[],
    verdicts: readonly Verdict[],
  ): Promise<readonly Verdict[]> {
    const [first] = batch;
    if (first === undefined) return verdicts;
    const result = await alone(first);
    if (result.kind !== "done") return [result, ...verdicts.slice(1)];
    trust.lose();
    return [result, ...verdicts.slice(1).map(() => "singly" as const)];
  }

  function arrive(batch: readonly Passenger[], verdicts: readonly Verdict[]): void {
    for (const [index, passenger] of batch.entries()) {
      const verdict = verdicts[index] ?? "singly";
      if (verdict === "singly") walk(passenger);
      else passenger.arrive(verdict);
    }
  }

  function walk(passenger: Passenger): void {
    passenger.arrive(alone(passenger));
  }

  return carry;
}

/** With an error that is about what it says, and not about the application's state. */
function isRefusal(verdict: Verdict | undefined): boolean {
  return typeof verdict === "object" && verdict.kind === "failed" && !verdict.failure.transient;
}

function isUntold({ kind }: Write, answer: OperationAnswer | null): boolean {
  return answer === null || (kind === "create" && answer.response.status < 300 && answer.id === null);
}

/** One cycle's writes have one signal. */
function signalOf(batch: readonly Passenger[]): AbortSignal {
  const signals = [...new Set(batch.map(({ signal }) => signal))];
  const [only] = signals;
  return only !== undefined && signals.length === 1 ? only : AbortSignal.any(signals);
}
