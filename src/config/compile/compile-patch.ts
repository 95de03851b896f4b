import { dialects, type PatchChoices } from "../profiles/patch-choices.ts";
import type { Profile } from "../profiles/profile.ts";
import type { WrittenJob } from "../shape/job-shape.ts";

/** How updates are written: the profile's choices, a dialect's, or either with others in their place. */
export function compilePatch(written: WrittenJob["target"]["patch"], profile: Profile): PatchChoices {
  if (written === undefined) return profile.patch;
  if (typeof written === "string") return dialects[written];
  const { dialect, ...choices } = written;
  return { ...(dialect === undefined ? profile.patch : dialects[dialect]), ...choices };
}
