import type { Attributes, SourceState } from "../../rules/directory.ts";
import { property } from "../../rules/attribute-path.ts";
import type { Settled } from "../mirror.ts";

/** One mirrored object as it is stored; `attributes` is JSON. */
export type Known = {
  readonly body: number;
  readonly state: SourceState;
  readonly readable: boolean;
  readonly name: string;
  readonly attributes: string;
};

/** What becomes of one mirrored object; `attributes: null` keeps what it has. */
type Next = {
  readonly id: string;
  readonly state: SourceState;
  readonly readable: boolean;
  readonly attributes: Attributes | null;
  readonly json: string;
  /** Neither among those that are there nor among the deleted. */
  readonly isNowhere: boolean;
};

export function nextOf(id: string, whereabouts: Settled, known: Known | undefined): Next {
  const kept = { id, attributes: null, json: known?.attributes ?? "{}", isNowhere: false };
  switch (whereabouts.kind) {
    case "active":
    case "softDeleted": {
      const { kind: state, attributes } = whereabouts;
      if (attributes === null) return { ...kept, state, readable: true };
      return { ...kept, state, readable: true, attributes, json: JSON.stringify(attributes) };
    }
    case "hardDeleted":
      return { ...kept, state: "hardDeleted", readable: true };
    case "nowhere": {
      const state = known?.state === "hardDeleted" ? "hardDeleted" : "softDeleted";
      return { ...kept, state, readable: true, isNowhere: true };
    }
    case "unreadable":
      return { ...kept, state: known?.state ?? "active", readable: false };
  }
}

/** Whether no group, or one that does not say that it is none. */
export function isSecurityGroup(json: string | undefined): boolean {
  return json === undefined || property(JSON.parse(json), "securityEnabled") !== false;
}

export function isSame(known: Known, next: Next): boolean {
  return known.attributes === next.json && known.state === next.state && known.readable === next.readable;
}
