import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { badRequest, GraphError } from "../graph-error.ts";
import type { Chain, Position } from "./chain.ts";
import type { Row } from "./row.ts";

/** What one query and its further pages answer, and where the chain stands afterwards. */
export type Round = { readonly rows: readonly Row[]; readonly end: Position };

/** Where in a round a page begins. */
export type PageStart = {
  readonly round: Round;
  readonly start: number;
  /** Whether an empty page came before. */
  readonly paused: boolean;
};

type Issued<T> = { readonly what: T; readonly at: number; readonly generation: number };

/** The service has given up every position so far: the reader begins anew. */
export class ResyncRequired extends GraphError {
  readonly chain: Chain;

  constructor(code: string, chain: Chain) {
    super(410, code, "Resync required. Replace all local objects with those of the service.");
    this.chain = chain;
  }
}

/** Issues the tokens in the links of delta queries. They mean nothing to anybody else. */
export class DeltaTokens {
  readonly #clock: Clock;
  readonly #positions = new Map<string, Issued<Position>>();
  readonly #pages = new Map<string, Issued<PageStart>>();
  #generation = 0;
  #resetCode = "";

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issuePosition(position: Position): string {
    return this.#issue(this.#positions, position);
  }

  issuePage(page: PageStart): string {
    return this.#issue(this.#pages, page);
  }

  position(token: string, { lifetimeMs }: { lifetimeMs: number }): Position {
    const issued = this.#positions.get(token);
    if (issued === undefined || issued.at + lifetimeMs <= this.#clock.now()) {
      const message = "The sync state generation is not found; a full synchronization is required.";
      throw new GraphError(400, "syncStateNotFound", message);
    }
    return this.#current(issued, issued.what.chain).what;
  }

  page(token: string, { lifetimeMs }: { lifetimeMs: number }): PageStart {
    const issued = this.#pages.get(token);
    if (issued === undefined) throw badRequest("Skip token is not valid.");
    if (issued.at + lifetimeMs < this.#clock.now()) {
      const message =
        "The specified page token value has expired and can no longer be included in your request.";
      throw new GraphError(400, "Directory_ExpiredPageToken", message);
    }
    return this.#current(issued, issued.what.round.end.chain).what;
  }

  /** Every token issued so far is answered 410 with this code from now on. */
  reset(code: string): void {
    this.#generation += 1;
    this.#resetCode = code;
  }

  clear(): void {
    this.#positions.clear();
    this.#pages.clear();
  }

  #issue<T>(tokens: Map<string, Issued<T>>, what: T): string {
    const token = randomBytes(96).toString("base64url");
    tokens.set(token, { what, at: this.#clock.now(), generation: this.#generation });
    return token;
  }

  #current<T>(issued: Issued<T>, chain: Chain): Issued<T> {
    if (issued.generation < this.#generation) throw new ResyncRequired(this.#resetCode, chain);
    return issued;
  }
}
