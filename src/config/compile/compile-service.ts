import { dirname, resolve } from "node:path";
import type { NotificationsConfig, ServiceConfig } from "../config.ts";
import { parseDuration } from "../shape/duration.ts";
import { parseListenAddress } from "../shape/listen-address.ts";
import type { WrittenService } from "../shape/service-shape.ts";

const defaultStore = "sqlite:../data/lockstep.db";

/** The service's settings; `written` is empty when there is no `lockstep.yaml`. */
export function compileService(
  { store = defaultStore, logRetention = "90d", notifications }: WrittenService,
  file: string,
): ServiceConfig {
  return {
    store: { kind: "sqlite", path: relativeTo(file, store.slice("sqlite:".length)) },
    logRetentionMs: parseDuration(logRetention) ?? 0,
    notifications: notifications === undefined ? null : compileNotifications(notifications, file),
  };
}

function compileNotifications(
  { listen, url, tls, debounce = "30s", pause = "2m" }: NonNullable<WrittenService["notifications"]>,
  file: string,
): NotificationsConfig {
  const { host, port } = parseListenAddress(listen) ?? { host: "127.0.0.1", port: 0 };
  return {
    listen: {
      host,
      port,
      tls: tls === undefined ? null : { cert: relativeTo(file, tls.cert), key: relativeTo(file, tls.key) },
    },
    url,
    debounceMs: parseDuration(debounce) ?? 0,
    pauseMs: parseDuration(pause) ?? 0,
  };
}

function relativeTo(file: string, path: string): string {
  return resolve(dirname(file), path);
}
