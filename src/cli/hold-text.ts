import type { Hold } from "../cycle/cycle-guard.ts";
import { number } from "./phrases.ts";

/** `41 of 120 users would lose access, the limit is 24` */
export function holdText({ guardClass, planned, base, limit, doubtful }: Hold): string {
  const of = base === null ? number(planned) : `${number(planned)} of ${number(base)}`;
  const why = doubtful ? "the directory's answer is in doubt" : `the limit is ${number(limit)}`;
  return `${of} ${happenings[guardClass]}, ${why}`;
}

/** What a person can do about it; `file` is the job's. */
export function holdCure({ guardClass }: Hold, file: string): string {
  return cures[guardClass].replace("FILE", file);
}

const happenings: Readonly<Record<Hold["guardClass"], string>> = {
  userRemovals: "users would lose access",
  groupRemovals: "groups would be deleted",
  memberRemovals: "memberships would end",
  lostLinks: "linked accounts are not in the application any more and would be made anew",
  creates: "accounts would be created",
};

const removalCure =
  "Mend the directory if this is not meant. If it is: raise guard.maxRemovals, guard.maxRemovalsPercent or, " +
  "with few objects, lower guard.minimum in FILE and run the cycle again.";

const cures: Readonly<Record<Hold["guardClass"], string>> = {
  userRemovals: removalCure,
  groupRemovals: removalCure,
  memberRemovals: removalCure,
  lostLinks: "Check target.url in FILE: this does not look like the application that these links belong to.",
  creates:
    "Check the assignments and the filter if this is not meant. If it is: raise guard.maxCreates in FILE and run the " +
    "cycle again.",
};
