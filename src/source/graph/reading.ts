import { StopError } from "../../rules/stop-error.ts";
import { IdSet } from "../id-set.ts";
import type { Graph } from "./client.ts";
import { grant, permissions, type Purpose } from "./graph-fault.ts";
import type { Asking } from "./pages.ts";
import { type ReadRules, type Selection, selectionOf } from "./selection.ts";

export type ReadingOptions = {
  readonly graph: Graph;
  readonly rules: ReadRules;
  readonly signal: AbortSignal;
};

const maxUnreadableShare = 0.05;
const minRowsForShare = 20;

/** One complete read: what it is for and what has been seen so far. Of the objects it keeps only the ids. */
export class Reading {
  readonly graph: Graph;
  readonly rules: ReadRules;
  readonly selection: Selection;
  readonly signal: AbortSignal;
  readonly users = new IdSet();
  readonly groups = new IdSet();
  readonly doubts: string[] = [];
  #unreadable = 0;

  constructor({ graph, rules, signal }: ReadingOptions) {
    this.graph = graph;
    this.rules = rules;
    this.signal = signal;
    this.selection = selectionOf(rules);
  }

  asking(purpose: Purpose): Asking {
    return { signal: this.signal, purpose };
  }

  countUnreadable(): void {
    this.#unreadable += 1;
  }

  /** Rows without attributes are a permission that is missing, not people without names. */
  refuseUnreadable(): void {
    const all = this.users.size;
    const share = this.#unreadable / all;
    const tooMany = share > maxUnreadableShare && all >= minRowsForShare;
    if (all === 0 || !(tooMany || share === 1)) return;
    const text = `Cannot read the users as ${this.#unreadable} of ${all} come without any attribute: at most 5 % may`;
    throw new StopError("permission", text, { cure: grant(permissions.users) });
  }
}
