import { defaultTenantSettings, type TenantSettings } from "../../../src/sandbox/tenant/settings.ts";
import type { Tenant } from "../../source/graph/tenant.ts";
import { idOf } from "./cast.ts";
import type { Setting, Trouble } from "./step.ts";

type Endpoint = keyof TenantSettings["lagMs"];
type Quirk = {
  readonly settings?: Partial<TenantSettings>;
  readonly delta?: Partial<TenantSettings["delta"]>;
};

const minute = 60_000;
const endpoints: readonly Endpoint[] = [
  "assignments",
  "users",
  "managers",
  "groups",
  "members",
  "deletedItems",
  "usersDelta",
  "groupsDelta",
  "servicePrincipals",
];
/** Where a change is noticed by chance alone if two of them are apart for longer than a doubt lasts. */
const followed: ReadonlySet<Endpoint> = new Set(["users", "managers", "usersDelta"]);
const doubtMinutes = 9;

const quirks: readonly Quirk[] = [
  { delta: { shuffled: true } },
  { delta: { duplicates: 50 } },
  { delta: { replays: 4 } },
  { delta: { late: 40 } },
  { delta: { rowsPerPage: 1, membersPerRow: 1 } },
  { delta: { spelling: "microsoft.graph.delta()" } },
  { delta: { shuffled: true, duplicates: 30, replays: 6, late: 20, rowsPerPage: 2 } },
  { settings: { emptyPages: true } },
  { settings: { assignmentsNeedTop: true } },
  { settings: { maxPageSize: 1 } },
];

const moods = { shuffled: true, duplicates: 20, replays: 5 };

const faults = [
  { kind: "status", status: 429, retryAfter: "0" },
  { kind: "status", status: 429 },
  { kind: "status", status: 503, retryAfter: "0" },
  { kind: "status", status: 504 },
  { kind: "status", status: 500 },
  { kind: "html", status: 502 },
  { kind: "resetBefore" },
  { kind: "resetAfter" },
  { kind: "truncated" },
  { kind: "rubbish" },
  { kind: "status", status: 404, path: "/members" },
  { kind: "html", status: 404 },
  { kind: "status", status: 401 },
  { kind: "status", status: 403 },
  { kind: "status", status: 403, path: "skiptoken", times: 20 },
  { kind: "status", status: 400, path: "skiptoken", times: 20 },
] as const;

const resets = [
  "syncStateNotFound",
  "resyncRequired",
  "SyncStateNotFound",
  "resyncApplyDifferences",
] as const;

/** What is wrong with the tenant's Graph at the moment. */
export class Troubles {
  readonly #tenant: Tenant;
  readonly #setting: Setting;
  readonly #quirks = new Set<Quirk>();
  readonly #limited = new Set<string>();
  readonly #lags = new Map<Endpoint, number>();
  #faults: readonly object[] = [];
  #isMoody: boolean;

  constructor(tenant: Tenant, setting: Setting) {
    this.#tenant = tenant;
    this.#setting = setting;
    this.#isMoody = setting.moody;
  }

  /** An empty tenant without troubles. */
  async reset(): Promise<void> {
    await this.#tenant.change({ kind: "reset" });
    await this.end();
  }

  async begin(trouble: Trouble): Promise<void> {
    switch (trouble.kind) {
      case "lag": {
        const endpoint = endpoints[trouble.endpoint % endpoints.length] ?? "users";
        const longest = followed.has(endpoint) && !this.#setting.rotation ? doubtMinutes : trouble.minutes;
        this.#lags.set(endpoint, Math.min(trouble.minutes, longest) * minute);
        return await this.#tell();
      }
      case "quirk": {
        const quirk = quirks[trouble.quirk % quirks.length];
        if (quirk === undefined) return;
        if (trouble.on) this.#quirks.add(quirk);
        else this.#quirks.delete(quirk);
        return await this.#tell();
      }
      case "limit": {
        const { scope, rotation, managerDepartment } = this.#setting;
        // Where everybody is in scope, nothing but a turn has somebody read again who could not be read;
        // and of a manager it cannot be told.
        const heals = rotation || (scope === "assigned" && !managerDepartment);
        if (heals) this.#limited.add(idOf(trouble.user));
        return await this.#tell();
      }
      case "fault": {
        const fault = faults[trouble.fault % faults.length];
        this.#faults = [...this.#faults, { times: trouble.times, ...fault, after: trouble.nth }];
        return await this.#tenant.fault({ graph: this.#faults });
      }
      case "blind": {
        const path = `/users/${idOf(trouble.user)}?`;
        const fault = { kind: "status", status: 404, path, times: trouble.times };
        // Who is found by nobody for longer than that cannot be told from somebody who is gone.
        this.#faults = [...this.#faults.filter((other) => !("path" in other) || other.path !== path), fault];
        return await this.#tenant.fault({ graph: this.#faults });
      }
      case "forget": {
        const code = resets[trouble.how];
        const command = code === undefined ? { kind: "revokeTokens" } : { kind: "resetDelta", code };
        return await this.#tenant.change(command);
      }
    }
  }

  /** The end of all troubles, moods included. */
  async rest(): Promise<void> {
    this.#isMoody = false;
    await this.end();
  }

  async end(): Promise<void> {
    this.#quirks.clear();
    this.#limited.clear();
    this.#lags.clear();
    this.#faults = [];
    await this.#tenant.fault({ graph: [] });
    await this.#tell();
  }

  async #tell(): Promise<void> {
    const { pageSize: maxPageSize, emptyPages, deletedAssignments } = this.#setting;
    const chosen = [...this.#quirks];
    const settings = {
      ...defaultTenantSettings,
      maxPageSize,
      emptyPages,
      deletedAssignments,
      limitedInformation: [...this.#limited],
      ...Object.assign({}, ...chosen.map((quirk) => quirk.settings)),
      delta: {
        ...defaultTenantSettings.delta,
        ...(this.#isMoody ? moods : {}),
        rowsPerPage: maxPageSize,
        ...Object.assign({}, ...chosen.map((quirk) => quirk.delta)),
      },
      lagMs: Object.fromEntries(this.#lags),
    };
    await this.#tenant.change({ kind: "settings", settings });
  }
}
