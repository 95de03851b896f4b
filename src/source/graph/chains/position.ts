import { hash } from "node:crypto";
import { z } from "zod";
import type { ReadRules, Selection } from "../selection.ts";

const version = 1;
const daysMs = 24 * 60 * 60_000;

/** Graph forgets positions after seven days. */
export const chainLifeMs = 6 * daysMs;

const chainSchema = z.object({
  /** Where to go on, as Graph gave it. */
  link: z.string(),
  /** The link that the round began with in which `link` is a page. */
  round: z.string(),
  openedAt: z.number(),
  /** When Graph gave `round`. */
  issuedAt: z.number(),
});
const groupChainSchema = chainSchema.extend({ ids: z.array(z.string()) });
const positionSchema = z.object({
  version: z.literal(version),
  selection: z.string(),
  users: chainSchema,
  /** Takes the place of the users' chain as soon as nothing from before it can come late any more. */
  renewal: chainSchema.nullable(),
  groups: z.array(groupChainSchema),
  /** When users were last read again in turn, or all of them. */
  rotatedAt: z.number(),
  /** Users who exist by the feed and not by direct reads, and until when that may be a matter of lag. */
  owed: z.record(z.string(), z.number()),
  /** Whether everything has been read when all servers knew what there was when the chain was opened. */
  confirmed: z.boolean(),
});

/** A place in a change feed; times are milliseconds since 1970. */
export type Chain = Readonly<z.infer<typeof chainSchema>>;
export type GroupChain = Readonly<z.infer<typeof groupChainSchema>>;
/** Where a read stopped: the watermark. */
export type Position = Readonly<z.infer<typeof positionSchema>>;

/**
 * The position in a watermark; null where there is none, or none that reads with this selection can go on
 * from. Nor can they from one of a clock that was ahead: its times would hold for as long as it was.
 */
export function positionIn(
  watermark: unknown,
  { selection, now }: { selection: string; now: number },
): Position | null {
  const { success, data } = positionSchema.safeParse(watermark);
  return success && data.selection === selection && lastTime(data) <= now ? data : null;
}

function lastTime({ users, renewal, groups, rotatedAt }: Position): number {
  const chains = [users, ...(renewal === null ? [] : [renewal]), ...groups];
  return Math.max(rotatedAt, ...chains.flatMap(({ openedAt, issuedAt }) => [openedAt, issuedAt]));
}

export function newPosition(users: Chain, { selection }: { selection: string }): Position {
  const { openedAt: rotatedAt } = users;
  return { version, selection, users, renewal: null, groups: [], rotatedAt, owed: {}, confirmed: false };
}

/** A chain whose next round begins at `link`. */
export function chainAt(link: string, { openedAt, now }: { openedAt: number; now: number }): Chain {
  return { link, round: link, openedAt, issuedAt: now };
}

/** What the users' chain reports changes of: what is read of users, and of them as managers of others. */
export function followedProperties({ user, manager }: Selection): readonly string[] {
  return manager.length === 0 ? user : [...new Set([...user, ...manager, "manager"])];
}

/** Differs between reads that cannot go on from where the other stopped: they report others, or more. */
export function selectionKey(
  { user, manager }: Selection,
  { scope, graphUrl }: { scope: ReadRules["scope"]; graphUrl: string },
): string {
  // Links lead to the Graph that gave them, and to no other.
  const followed = [graphUrl, scope, user.toSorted(), manager.toSorted()];
  return hash("sha256", JSON.stringify(followed), "base64url");
}
