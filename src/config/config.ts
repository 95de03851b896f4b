import type { Rules } from "../rules/rules.ts";
import type { TargetCapabilities } from "../rules/target-capabilities.ts";
import type { PatchChoices } from "./profiles/patch-choices.ts";
import type { Profile } from "./profiles/profile.ts";

/** How the directory is asked: which of the identity library's credentials. */
export type Credential =
  | { readonly kind: "clientSecret"; readonly clientSecret: string }
  | { readonly kind: "certificate"; readonly path: string }
  | { readonly kind: "managedIdentity" }
  | { readonly kind: "workloadIdentity" };

export type Cloud = "public" | "usgov" | "usgov-dod" | "china";

export type EntraSourceConfig = {
  readonly type: "entra";
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: Credential;
  readonly servicePrincipal: { readonly id: string } | { readonly appId: string };
  readonly cloud: Cloud;
  /** Roots that replace the cloud's own, without a trailing slash: a private endpoint or a test. */
  readonly graphUrl: string | null;
  readonly authorityUrl: string | null;
  /** How long after a read what was missing in it is looked for again. */
  readonly confirmAfterMs: number;
};

export type FileSourceConfig = { readonly type: "file"; readonly path: string };

export type TargetAuth =
  | { readonly kind: "token"; readonly token: string; readonly expires: Date | null }
  | {
      readonly kind: "clientCredentials";
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope: string | null;
    };

export type ScimTargetConfig = {
  readonly type: "scim";
  readonly profile: Profile;
  /** May carry a query, which every request repeats. */
  readonly url: string;
  readonly auth: TargetAuth;
  /** Requests a second. */
  readonly rateLimit: number;
  readonly concurrency: number;
  readonly patch: PatchChoices;
  /** What the job says of the application, and then its profile, whatever it says of itself. */
  readonly capabilities: Partial<TargetCapabilities>;
  readonly verify: "writes" | "off";
};

/** How connections leave this machine. */
type HttpConfig = { readonly proxy: string | null; readonly ca: string | null };

/** One job file, parsed, checked and compiled. */
export type JobConfig = {
  readonly name: string;
  readonly file: string;
  readonly source: EntraSourceConfig | FileSourceConfig;
  readonly target: ScimTargetConfig;
  readonly rules: Rules;
  readonly http: HttpConfig;
  readonly schedule: {
    readonly everyMs: number;
    readonly reconcileMs: number;
    /** Whether what the directory tells of changes makes a cycle begin sooner. */
    readonly notifications: boolean;
  };
};

/** Where this process listens; over TLS with these PEM files. */
export type ListenConfig = {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly cert: string; readonly key: string } | null;
};

/** How directories tell of changes. */
export type NotificationsConfig = {
  readonly listen: ListenConfig;
  /** The address that Microsoft Graph calls. */
  readonly url: string;
  /** From the first notice of a change to its cycle. */
  readonly debounceMs: number;
  /** From the end of a cycle to one that notices begin. */
  readonly pauseMs: number;
};

/** `lockstep.yaml`, or what holds without one. */
export type ServiceConfig = {
  readonly store: { readonly kind: "sqlite"; readonly path: string };
  readonly logRetentionMs: number;
  /** Null: nobody tells; cycles begin at their interval. */
  readonly notifications: NotificationsConfig | null;
};

export type Config = { readonly service: ServiceConfig; readonly jobs: readonly JobConfig[] };
