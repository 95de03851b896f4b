import assert from "node:assert/strict";
import {
  type Answer,
  connect,
  type Connection,
  type GraphOptions,
  type Json,
  list,
  text,
} from "../../connect.ts";

export type Round = {
  readonly rows: readonly Json[];
  /** How many pages it came in. */
  readonly pages: number;
  readonly deltaLink: string;
};

/** A tenant whose delta feeds are followed. */
export type Follower = Omit<Connection, "graph"> & {
  readonly graph: (path: string, options?: GraphOptions) => Promise<Answer>;
  /** Changes the directory, or gives other commands. */
  readonly change: (...commands: object[]) => Promise<void>;
  readonly set: (settings: object) => Promise<void>;
  readonly advance: (ms: number) => Promise<void>;
  /** Asks for a page and all that follow. */
  readonly round: (path: string, options?: { minimal?: boolean }) => Promise<Round>;
};

export async function follow(): Promise<Follower> {
  const connection = await connect({ people: "none" });

  async function change(...commands: object[]): Promise<void> {
    await connection.control("tenant", commands);
  }

  async function round(path: string, { minimal = false } = {}): Promise<Round> {
    const headers: Record<string, string> = minimal ? { prefer: "return=minimal" } : {};
    const rows: Json[] = [];
    let next = path;
    for (let pages = 1; ; pages += 1) {
      const { status, body } = await connection.graph(next, { headers });
      assert.equal(status, 200, JSON.stringify(body));
      rows.push(...list(body["value"]));
      const more = body["@odata.nextLink"];
      const end = body["@odata.deltaLink"];
      assert.equal(more === undefined, end !== undefined, "a page has one of the two links");
      if (more === undefined) return { rows, pages, deltaLink: text(end) };
      next = text(more);
    }
  }

  return {
    ...connection,
    change,
    set: async (settings) => await change({ kind: "settings", settings }),
    advance: async (ms) => void (await connection.control("clock", { advanceMs: ms })),
    round,
  };
}
