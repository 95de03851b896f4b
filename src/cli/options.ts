import { Option } from "commander";
import type { CycleKind } from "../store/cycles.ts";

/** `--config DIR`, the same for every command. */
export function configOption(): Option {
  return new Option("--config <dir>", "the folder with lockstep.yaml and jobs/").default("config");
}

export function jsonOption(): Option {
  return new Option("--json", "print one JSON document on stdout").default(false);
}

export function allowEmptyOption(): Option {
  return new Option(
    "--allow-empty",
    "believe a directory in which nobody is assigned, and a group that has lost everybody",
  ).default(false);
}

export type CycleKindOptions = { readonly initial: boolean; readonly reconcile: boolean };

/** `--initial` or `--reconcile`, not both. */
export function kindOptions(): readonly Option[] {
  return [
    new Option("--initial", "the on-demand initial sync: read and evaluate everything").default(false),
    new Option("--reconcile", "evaluate everything and compare it with the whole target")
      .default(false)
      .conflicts("initial"),
  ];
}

export function cycleKind({ initial, reconcile }: CycleKindOptions): CycleKind {
  if (initial) return "initial";
  return reconcile ? "reconcile" : "incremental";
}
