import { lagMs } from "../../rules/lag.ts";
import type { SourceEnd, SourcePage, SourceRecord } from "../../rules/source-record.ts";
import type { KnownObjects, ReadOptions } from "../source.ts";
import { type Position, positionIn, selectionKey } from "./chains/position.ts";
import type { Graph } from "./client.ts";
import type { Purpose } from "./graph-fault.ts";
import type { Asking } from "./pages.ts";
import { type ReadRules, type Selection, selectionOf } from "./selection.ts";
import { Sightings } from "./sightings.ts";

export type ReadingOptions = ReadOptions & {
  readonly graph: Graph;
  readonly graphUrl: string;
  readonly rules: ReadRules;
};

/** One read: what it is for, how far it goes and where it stands. */
export class Reading {
  readonly graph: Graph;
  readonly rules: ReadRules;
  readonly selection: Selection;
  readonly selectionKey: string;
  readonly signal: AbortSignal;
  readonly known: KnownObjects;
  readonly now: number;
  readonly seen = new Sightings();
  readonly warnings = new Set<string>();
  /** Users to be read by themselves, in portions, each portion one text with blanks between. */
  readonly wanted: string[] = [];
  /** Where the next read goes on; null until the users' chain is open. */
  position: Position | null;
  #complete: boolean;
  #isAnew = false;
  #isConfirming = false;

  constructor({ graph, graphUrl, rules, known, now, signal, watermark, complete }: ReadingOptions) {
    this.graph = graph;
    this.rules = rules;
    this.signal = signal;
    this.known = known;
    this.now = now.getTime();
    this.selection = selectionOf(rules);
    this.selectionKey = selectionKey(this.selection, { scope: rules.scope, graphUrl });
    this.position = positionIn(watermark, { selection: this.selectionKey, now: this.now });
    this.#complete = complete;
  }

  /** Whether every object in scope is reported, and not only those that may have changed. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Whether managers are asked for only of users who are not stored. */
  get keepsManagers(): boolean {
    return this.#isConfirming;
  }

  /** When all servers know what there was when the users' chain was opened. */
  get settledAt(): number {
    return (this.position?.users.openedAt ?? this.now) + lagMs;
  }

  readEverything(): void {
    this.#complete = true;
  }

  /**
   * Reads everything once more: the feed says nothing of changes before it was opened. Managers, who cost a
   * request each, are left to the rotation.
   */
  confirm(): void {
    this.#complete = true;
    this.#isConfirming = true;
  }

  /** Goes on from a new position, which means nothing before this read has reported everything to its end. */
  beginAnew(position: Position): void {
    this.position = position;
    this.#complete = true;
    this.#isAnew = true;
    this.#isConfirming = false;
  }

  asking(purpose: Purpose): Asking {
    return { signal: this.signal, purpose };
  }

  /** A page, with the position where that is one to go on from. */
  page(records: readonly SourceRecord[]): SourcePage {
    return this.position === null || this.#isAnew ? { records } : { records, watermark: this.#position() };
  }

  /**
   * Users whom an assignment or a membership names: they are read where nothing else in this read shows them.
   */
  async want(ids: readonly string[]): Promise<void> {
    if (this.#complete && this.rules.scope === "all") return;
    const open = this.#complete ? ids : await this.known.unread("user", ids);
    if (open.length > 0) this.wanted.push(open.join(" "));
  }

  /**
   * Until when servers may know something newer of a user who is read now; null: nothing speaks for that. The
   * feed says nothing of changes before it was opened, and what it said of strangers before has been passed
   * over.
   */
  doubtedUntil({ isStranger }: { isStranger: boolean }): number | null {
    if (isStranger) return this.now + lagMs;
    return this.settledAt > this.now ? this.settledAt : null;
  }

  async end(): Promise<SourceEnd> {
    await this.seen.refuseUnreadable(this.known, this);
    const position = this.#position();
    const confirmed = position.confirmed || (this.#complete && this.settledAt <= this.now);
    const watermark = { ...position, rotatedAt: this.now, confirmed };
    return { complete: this.#complete, doubts: [], warnings: [...this.warnings], watermark };
  }

  #position(): Position {
    if (this.position === null)
      throw new TypeError("Cannot name the position before the users' chain is open");
    return this.position;
  }
}
