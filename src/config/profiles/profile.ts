import type { TargetCapabilities } from "../../rules/target-capabilities.ts";
import type { PatchChoices } from "./patch-choices.ts";

/** What is known about one kind of application beforehand: plain data that configuration and target read. */
export type Profile = {
  readonly name: string;
  /** Requests a second. */
  readonly rateLimit: number;
  readonly concurrency: number;
  /** Resources asked for in one page of a listing. */
  readonly pageSize: number;
  /** Members in one PATCH. */
  readonly memberBatch: number;
  /** False: the application keeps a group's first name, so a new one is reported and not written. */
  readonly groupRename: boolean;
  /** Paths the application fills itself; a mapping to one is refused. */
  readonly serverAssigned: readonly string[];
  readonly patch: PatchChoices;
  /** `writes`: each write is read back, for applications that confirm what they do not do. */
  readonly verify: "writes" | "off";
  /** What is known of the application whatever it says of itself. */
  readonly capabilities: Partial<TargetCapabilities>;
};
