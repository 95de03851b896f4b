import { dirname, resolve } from "node:path";
import type { ServiceConfig } from "../config.ts";
import { parseDuration } from "../shape/duration.ts";
import type { WrittenService } from "../shape/service-shape.ts";

const defaultStore = "sqlite:../data/lockstep.db";

/** The service's settings; `written` is empty when there is no `lockstep.yaml`. */
export function compileService(
  { store = defaultStore, logRetention = "90d" }: WrittenService,
  file: string,
): ServiceConfig {
  return {
    store: { kind: "sqlite", path: resolve(dirname(file), store.slice("sqlite:".length)) },
    logRetentionMs: parseDuration(logRetention) ?? 0,
  };
}
