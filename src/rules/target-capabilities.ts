import { property } from "./attribute-path.ts";

/** The most that one bulk request may hold (RFC 7643 section 5). */
export type BulkLimits = { readonly maxOperations: number; readonly maxPayloadBytes: number };

/** Where bulk is to be used and nobody says how much of it: less than every server known takes. */
export const modestBulk: BulkLimits = { maxOperations: 100, maxPayloadBytes: 1_000_000 };

/** What an application can do, by its own word (RFC 7643 section 5) or by what it was seen to do. */
export type TargetCapabilities = {
  readonly patch: boolean;
  /** RFC 7644 section 3.7; null: each write is a request of its own. */
  readonly bulk: BulkLimits | null;
  readonly filter: boolean;
  /** `If-Match` with the version that was read (RFC 7644 section 3.14); null: nobody has said. */
  readonly etag: boolean | null;
  /** RFC 9865: pages by a cursor that each page hands out. */
  readonly cursor: boolean;
  /** The most resources that a page holds; null where it is not known. */
  readonly pageSize: number | null;
  /** Where users are, below the base URL. */
  readonly users: string;
  /** Where groups are. */
  readonly groups: string;
  /** False: it answered as if there were no such thing as groups. */
  readonly hasGroups: boolean;
  /** Filters that were refused, or do not find what is there: `user emails[type eq "work"].value`. */
  readonly refusedFilters: readonly string[];
  /** Filters that were seen to find what is there. */
  readonly provenFilters: readonly string[];
  /** `user PATCH`: answered as not supported. */
  readonly refusedMethods: readonly string[];
  /** Whether a PATCH may have a filter in its path; false: such lists are written whole. */
  readonly filteredPaths: boolean;
  /** Whether writing to a filtered path makes the element that is not there yet. */
  readonly addsByPath: boolean;
  /** Whether answers show members: only then does their absence mean an empty group. */
  readonly membersShown: boolean;
  /** Whether a list of values removes those members and no others; null: not tried yet. */
  readonly removesByValue: boolean | null;
};

/** What holds as long as nobody says otherwise: what RFC 7644 lets a client expect. */
export const expectedCapabilities: TargetCapabilities = {
  patch: true,
  bulk: null,
  filter: true,
  etag: null,
  cursor: false,
  pageSize: null,
  users: "/Users",
  groups: "/Groups",
  hasGroups: true,
  refusedFilters: [],
  provenFilters: [],
  refusedMethods: [],
  filteredPaths: true,
  addsByPath: true,
  membersShown: false,
  removesByValue: null,
};

/** What stored JSON says of capabilities; whatever another release has written differently is left out. */
export function readCapabilities(stored: unknown): Partial<TargetCapabilities> {
  const known = Object.entries(readers).filter(([name, isValid]) => isValid(property(stored, name)));
  return Object.fromEntries(known.map(([name]) => [name, property(stored, name)]));
}

const readers: Readonly<Record<keyof TargetCapabilities, (value: unknown) => boolean>> = {
  patch: isFlag,
  bulk: (value) => value === null || isLimits(value),
  filter: isFlag,
  etag: isFlagOrNull,
  cursor: isFlag,
  pageSize: (value) => value === null || isCount(value),
  users: isText,
  groups: isText,
  hasGroups: isFlag,
  refusedFilters: isTexts,
  provenFilters: isTexts,
  refusedMethods: isTexts,
  filteredPaths: isFlag,
  addsByPath: isFlag,
  membersShown: isFlag,
  removesByValue: isFlagOrNull,
};

function isFlag(value: unknown): boolean {
  return typeof value === "boolean";
}

function isFlagOrNull(value: unknown): boolean {
  return value === null || isFlag(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 1;
}

function isLimits(value: unknown): boolean {
  return isCount(property(value, "maxOperations")) && isCount(property(value, "maxPayloadBytes"));
}
