import type { Tenant } from "../../source/graph/tenant.ts";
import { founding, groups } from "./cast.ts";
import { Continuity } from "./continuity.ts";
import { changesOf } from "./deeds.ts";
import { type Engine, openEngine } from "./engine.ts";
import { type Change, TenantModel } from "./model.ts";
import type { Deed, Setting, Step } from "./step.ts";
import { Troubles } from "./troubles.ts";
import { Watch } from "./watch.ts";

const minute = 60_000;
/** Beyond the longest lag: whatever happened is seen everywhere. */
const quietMs = 16 * minute;

/** A history on its way. */
export type Play = AsyncDisposable & {
  readonly model: TenantModel;
  readonly engine: Engine;
  readonly step: (step: Step) => Promise<void>;
  /** Disturbances end, what is under way arrives, and one incremental cycle runs. */
  readonly settle: () => Promise<void>;
  /** Whether it has been quiet for so long that nobody can be nowhere for a while. */
  readonly isCertain: boolean;
};

export async function openPlay(tenant: Tenant, setting: Setting): Promise<Play> {
  const model = new TenantModel();
  const continuity = new Continuity(setting);
  const troubles = new Troubles(tenant, setting);
  await troubles.reset();
  await happen(founding);
  const engine = await openEngine(tenant, setting);
  const { bench } = engine;
  const watch = new Watch({ bench, model, continuity });
  let now = (await bench.advance(0)).getTime();
  let count = 100;
  let settled = 0;
  continuity.note(model, now);

  async function happen(changes: readonly Change[]): Promise<void> {
    const accepted = changes.filter((change) => model.apply(change));
    if (accepted.length > 0) await tenant.change(accepted);
  }

  async function act(deed: Deed): Promise<void> {
    count += 1;
    await happen(changesOf(deed, count));
    continuity.note(model, now);
  }

  async function cycle(plan: Extract<Step, { kind: "cycle" }>): Promise<void> {
    const { as, crash, during, omission } = plan;
    now = watch.begin(await bench.advance(0));
    const happening =
      during === null ? null : { nth: during.nth, happen: async () => await act(during.deed) };
    await engine.cycle({ as, crash, during: happening, omission });
    now = (await bench.advance(0)).getTime();
    watch.confirm();
  }

  return {
    model,
    engine,
    async step(step) {
      switch (step.kind) {
        case "deed":
          return await act(step.deed);
        case "advance":
          now = (await bench.advance(step.minutes * minute)).getTime();
          return;
        case "trouble":
          return await troubles.begin(step.trouble);
        case "calm":
          return await troubles.end();
        case "restart":
          return await engine.restart();
        case "cycle":
          return await cycle(step);
      }
    },
    async settle() {
      await troubles.rest();
      for (const group of groups) await act({ kind: "show", group });
      now = watch.begin(await bench.advance(quietMs));
      await bench.run();
      watch.confirm();
      settled += 1;
    },
    get isCertain() {
      return settled > 1;
    },
    [Symbol.asyncDispose]: async () => await engine[Symbol.asyncDispose](),
  };
}
