import type { JobConfig } from "../config/config.ts";
import { registrationOf } from "../source/graph/registration.ts";
import type { Clock } from "../worker/clock.ts";
import type { Notices } from "../worker/notices.ts";
import type { Watch } from "../worker/watch.ts";
import type { Engine, World } from "./world.ts";

/** A job that listens to its directory. */
export type Listening = { readonly job: JobConfig; readonly notices: Notices };

/** What directories tell, from a URL to the jobs. */
export type Watching = AsyncDisposable & {
  /** Subscribes, keeps subscribed until the signal comes, and ends the subscriptions then. */
  run(options: { signal: AbortSignal }): Promise<void>;
};

type Parts = {
  readonly world: Pick<World, "report">;
  readonly engine: Pick<Engine, "config" | "openSubscriptions">;
  readonly clock: Clock;
};

/**
 * Listens where the configuration says. Jobs that read with the same app registration share its
 * subscriptions.
 */
export async function watchDirectories(
  listening: readonly Listening[],
  { world, engine, clock }: Parts,
): Promise<Watching | null> {
  const { notifications } = engine.config.service;
  const directories = Map.groupBy(listening, ({ job }) => registrationOf(job));
  directories.delete(null);
  if (notifications === null || directories.size === 0) return null;
  const { url } = notifications;
  const { createNotificationEndpoint } = await import("../web/notification-endpoint.ts");
  const { listen } = await import("../web/listen.ts");
  const { createWatch } = await import("../worker/watch.ts");

  await using opened = new AsyncDisposableStack();
  const watches: Watch[] = [];
  for (const together of directories.values()) {
    const [first] = together;
    const subscriptions = first === undefined ? null : await engine.openSubscriptions(first.job, { url });
    if (subscriptions === null) continue;
    opened.use(subscriptions);
    watches.push(
      createWatch({
        subscriptions,
        jobs: together.map(({ job }) => job.name).join(", "),
        clock,
        notice: () => together.forEach(({ notices }) => notices.give()),
        report: world.report,
      }),
    );
  }

  const tally = { taken: 0, ignored: 0 };
  const app = createNotificationEndpoint({
    path: new URL(url).pathname,
    receive: (notification) => {
      if (watches.some((watch) => watch.receive(notification))) tally.taken += 1;
      else tally.ignored += 1;
    },
  });
  const listener = opened.use(await listen(app, notifications.listen, { setting: "notifications.listen" }));
  world.report(`Listening on ${listener.url} for what Microsoft Graph sends to ${url}.`);
  const kept = opened.move();
  return {
    run: async ({ signal }) => {
      await Promise.all(watches.map((watch) => watch.run({ signal })));
      world.report(`Notices of changes: ${tally.taken} taken, ${tally.ignored} ignored.`);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
