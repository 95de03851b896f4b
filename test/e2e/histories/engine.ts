import type { CycleKind } from "../../../src/store/cycles.ts";
import { StopError } from "../../../src/rules/stop-error.ts";
import type { KnownObjects, Source } from "../../../src/source/source.ts";
import type { Tenant } from "../../source/graph/tenant.ts";
import { type EntraBench, openEntraBench } from "../entra-bench.ts";
import { rulesOf } from "./rules.ts";
import { omitting } from "./omission.ts";
import type { Crash, Omission, Setting } from "./step.ts";

/** The engine with everything that can go wrong between its parts. */
export type Engine = AsyncDisposable & {
  readonly bench: EntraBench;
  /** Runs one cycle; what stops it for good reasons is no error, and a crashed engine is started again. */
  readonly cycle: (plan: CyclePlan) => Promise<void>;
  readonly restart: () => Promise<void>;
};

export type CyclePlan = {
  readonly as: CycleKind;
  readonly crash: Crash | null;
  /** Called before the nth request. */
  readonly during: { readonly nth: number; readonly happen: () => Promise<void> } | null;
  readonly omission: Omission | null;
};

const quiet: CyclePlan = { as: "incremental", crash: null, during: null, omission: null };

export async function openEngine(tenant: Tenant, setting: Setting): Promise<Engine> {
  let plan = quiet;
  let counts = { request: 0, page: 0, write: 0 };
  let omit = omitting(null);
  let stop = new AbortController();
  let crashed = false;

  function count(at: Crash["at"]): void {
    counts[at] += 1;
    if (plan.crash?.at !== at || plan.crash.nth !== counts[at]) return;
    crashed = true;
    if (plan.crash.how === "kill") bench.kill();
    stop.abort(new Error("The process ends"));
    stop.signal.throwIfAborted();
  }

  async function countRequest(): Promise<void> {
    if (counts.request + 1 === plan.during?.nth) await plan.during.happen();
    count("request");
  }

  const bench = await openEntraBench(tenant, {
    rules: rulesOf(setting),
    wrap: (http) => ({
      async request(request) {
        await countRequest();
        request.signal.throwIfAborted();
        return omit(request, await http.request(request));
      },
      [Symbol.asyncDispose]: async () => await http[Symbol.asyncDispose](),
    }),
    around: (source) => {
      const counting = countingPages(source, () => count("page"));
      return setting.rotation ? counting : withoutRotation(counting);
    },
  });
  bench.target.distort = (_write, result) => {
    count("write");
    return result;
  };

  async function restart(): Promise<void> {
    await bench.restart();
  }

  return {
    bench,
    restart,
    async cycle(given) {
      plan = given;
      counts = { request: 0, page: 0, write: 0 };
      omit = omitting(given.omission);
      stop = new AbortController();
      crashed = false;
      try {
        await bench.run({ kind: given.as, signal: stop.signal });
      } catch (error) {
        if (!crashed && !(error instanceof StopError)) throw error;
      } finally {
        plan = quiet;
        omit = omitting(null);
        if (crashed) await restart();
      }
    },
    [Symbol.asyncDispose]: async () => await bench[Symbol.asyncDispose](),
  };
}

function countingPages(source: Source, count: () => void): Source {
  return {
    ...source,
    get requests() {
      return source.requests;
    },
    async *read(options) {
      await using pages = source.read(options);
      while (true) {
        const next = await pages.next();
        if (next.done === true) return next.value;
        count();
        yield next.value;
      }
    },
  };
}

/** Only who is in doubt is read again without a reason. */
function withoutRotation(source: Source): Source {
  return {
    ...source,
    get requests() {
      return source.requests;
    },
    read: (options) => source.read({ ...options, known: doubtsOnly(options.known) }),
  };
}

function doubtsOnly(known: KnownObjects): KnownObjects {
  return {
    countActive: async (type) => await known.countActive(type),
    which: async (type, ids) => await known.which(type, ids),
    unread: async (type, ids) => await known.unread(type, ids),
    reportsOf: async (managerIds) => await known.reportsOf(managerIds),
    groupsIn: async (groupIds) => await known.groupsIn(groupIds),
    managersOf: async (ids) => await known.managersOf(ids),
    nextTurn: async (type) => await known.nextTurn(type, { limit: 0, doubtedAfter: 0 }),
  };
}
